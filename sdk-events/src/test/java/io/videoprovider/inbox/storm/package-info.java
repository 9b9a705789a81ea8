/** The inbox in a storm: real deliveries, failing handlers, and instances that are killed. */
@NullMarked
package io.videoprovider.inbox.storm;

import org.jspecify.annotations.NullMarked;

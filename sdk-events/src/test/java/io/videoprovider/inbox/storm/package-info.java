/** Load test of the inbox with failing handlers and killed instances. */
@NullMarked
package io.videoprovider.inbox.storm;

import org.jspecify.annotations.NullMarked;

/** What happened in a call, as a sealed family of events. */
@NullMarked
package io.videoprovider.event;

import org.jspecify.annotations.NullMarked;

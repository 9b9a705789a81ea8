/** Ringing: calls that users accept or reject on their devices. */
@NullMarked
package io.videoprovider.ringing;

import org.jspecify.annotations.NullMarked;

/** Recordings as a state machine: start, look up, stop. */
@NullMarked
package io.videoprovider.recording;

import org.jspecify.annotations.NullMarked;

/** Recordings: start, read, list and stop them. */
@NullMarked
package io.videoprovider.recording;

import org.jspecify.annotations.NullMarked;

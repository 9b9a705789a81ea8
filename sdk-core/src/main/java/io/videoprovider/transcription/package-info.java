/** Transcriptions, live captions, and the reader of transcript files. */
@NullMarked
package io.videoprovider.transcription;

import org.jspecify.annotations.NullMarked;

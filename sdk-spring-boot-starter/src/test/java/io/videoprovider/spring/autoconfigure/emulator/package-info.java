/** Tests of the emulators that the starter starts. */
@NullMarked
package io.videoprovider.spring.autoconfigure.emulator;

import org.jspecify.annotations.NullMarked;

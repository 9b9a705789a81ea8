/** Auto-configuration of the emulators. */
@NullMarked
package io.videoprovider.spring.autoconfigure.emulator;

import org.jspecify.annotations.NullMarked;

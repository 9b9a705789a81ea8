/** What the emulators have in common and nobody else may use: the HTTP front, faults, timers, webhook delivery. */
@NullMarked
package io.videoprovider.emulator.internal;

import org.jspecify.annotations.NullMarked;

/** Shared code of the emulators, not exported: the HTTP server, faults, timers, webhook delivery. */
@NullMarked
package io.videoprovider.emulator.internal;

import org.jspecify.annotations.NullMarked;

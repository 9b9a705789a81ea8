/**
 * A LiveKit server for tests, without media: {@link io.videoprovider.emulator.livekit.LiveKitEmulator} speaks the
 * server's HTTP protocol, as it was measured on a real one, to any client in any language.
 */
@NullMarked
package io.videoprovider.emulator.livekit;

import org.jspecify.annotations.NullMarked;

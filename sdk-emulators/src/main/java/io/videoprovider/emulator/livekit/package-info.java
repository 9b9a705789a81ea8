/**
 * A LiveKit server for tests, without media: {@link io.videoprovider.emulator.livekit.LiveKitEmulator} implements the
 * server's HTTP protocol, as measured on a real server, for any client in any language.
 */
@NullMarked
package io.videoprovider.emulator.livekit;

import org.jspecify.annotations.NullMarked;

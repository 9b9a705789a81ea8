/**
 * {@code VideoProvider} for LiveKit: {@link io.videoprovider.livekit.LiveKitVideoProvider}, one class per service, and the
 * wire client in {@code client}.
 */
@NullMarked
package io.videoprovider.livekit;

import org.jspecify.annotations.NullMarked;

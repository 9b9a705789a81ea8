/**
 * {@code VideoProvider} on LiveKit: {@link io.videoprovider.livekit.LiveKitVideoProvider} on top, one class a service
 * beside it, the wire client below in {@code client}.
 */
@NullMarked
package io.videoprovider.livekit;

import org.jspecify.annotations.NullMarked;

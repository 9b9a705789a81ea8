/**
 * LiveKit's server API as it is on the wire: Twirp over JSON, access tokens with all their grants, webhooks. Fields keep
 * LiveKit's names; vendor units become {@code Instant} and {@code Duration} here.
 */
@NullMarked
package io.videoprovider.livekit.client;

import org.jspecify.annotations.NullMarked;

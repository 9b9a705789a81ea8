/**
 * LiveKit's server API: Twirp over JSON, access tokens with all their grants, webhooks. Fields have LiveKit's names; vendor
 * units are converted to {@code Instant} and {@code Duration} here.
 */
@NullMarked
package io.videoprovider.livekit.client;

import org.jspecify.annotations.NullMarked;

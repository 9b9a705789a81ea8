/**
 * Stream's server-side video API as it is on the wire: REST over JSON, user and call tokens, webhooks. Fields keep Stream's
 * names; vendor units become {@code Instant} and {@code Duration} here.
 */
@NullMarked
package io.videoprovider.stream.client;

import org.jspecify.annotations.NullMarked;

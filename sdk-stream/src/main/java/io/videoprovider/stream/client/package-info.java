/**
 * Stream's server-side video API: REST over JSON, user and call tokens, webhooks. Fields have Stream's names; vendor units
 * are converted to {@code Instant} and {@code Duration} here.
 */
@NullMarked
package io.videoprovider.stream.client;

import org.jspecify.annotations.NullMarked;

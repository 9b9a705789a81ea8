package io.videoprovider.token;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, after its signature and its times were found good.
 *
 * @param userId whom it lets in; {@code ""} for a token that names nobody
 * @param call which call; null when it is for none in particular
 * @param expiresAt the last moment at which it works
 * @param raw all claims
 */
public record VerifiedToken(
        @Nullable String userId, @Nullable CallId call, Instant expiresAt, Json raw) {}

package io.videoprovider.token;

import io.videoprovider.common.CallId;
import io.videoprovider.error.ProviderId;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a client SDK needs to join. Hand it to the one person it was minted for: whoever holds the token is that
 * person. {@link #toString} leaves the token out.
 *
 * @param token the signed token
 * @param provider whose client SDK takes it
 * @param userId whom it lets in
 * @param displayName what the others are to see, for the client SDKs that ask for it; null for none
 * @param call which call; null when it is for none in particular
 * @param serverUrl where the client connects; null where the client SDK knows
 * @param apiKey the public key that the client SDK asks for; null where it needs none
 * @param validFrom the first moment at which it works
 * @param expiresAt the last; who is in then stays in
 */
public record JoinToken(
        String token,
        ProviderId provider,
        String userId,
        @Nullable String displayName,
        @Nullable CallId call,
        @Nullable URI serverUrl,
        @Nullable String apiKey,
        Instant validFrom,
        Instant expiresAt) {

    @Override
    public String toString() {
        return "JoinToken[" + userId + " to " + call + " on " + provider + ", " + validFrom + " to " + expiresAt
                + ", token=██]";
    }
}

package io.videoprovider.token;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A join token and everything else that a client SDK needs to join. Give it only to the user for whom it was created: its
 * holder joins as that user. {@link #toString} masks the token. Immutable.
 *
 * @param token the signed token
 * @param provider the id of the provider, whose vendor determines the client SDK
 * @param userId the user whom the token admits
 * @param displayName the name that other participants see, for client SDKs that require it; null for none
 * @param call the call to join; null for a token for no particular call
 * @param serverUrl the address to which the client connects; null if the client SDK has it built in
 * @param apiKey the public key that the client SDK requires; null if it requires none
 * @param validFrom the start of the validity
 * @param expiresAt the end of the validity; connected participants stay connected
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

    public JoinToken {
        Check.notNull("token", token);
        Check.notNull("provider", provider);
        Check.notNull("userId", userId);
        Check.notNull("validFrom", validFrom);
        Check.notNull("expiresAt", expiresAt);
    }

    @Override
    public String toString() {
        return "JoinToken[" + userId + " to " + call + " on " + provider + ", " + validFrom + " to " + expiresAt
                + ", token=██]";
    }
}

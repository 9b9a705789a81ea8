package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.Instant;

/** Operations on the settings of a Stream application, with Stream's names. {@link StreamClient#app} returns it. Thread-safe. */
public final class AppClient {

    private final StreamTransport transport;

    AppClient(StreamTransport transport) {
        this.transport = transport;
    }

    /** Revokes all tokens of the application that were issued before a time, as {@link UserClient#revokeUserTokens} does those of a user. */
    public void revokeAllTokens(Instant issuedBefore) {
        Instant time = transport.issueTimes().revoke(StreamTransport.EVERYONE, issuedBefore);
        try {
            transport.call(
                    StreamOperation.UPDATE_APP,
                    Json.builder()
                            .put("revoke_tokens_issued_before", time.toString())
                            .build());
        } finally {
            transport.forgetServerToken();
        }
    }
}

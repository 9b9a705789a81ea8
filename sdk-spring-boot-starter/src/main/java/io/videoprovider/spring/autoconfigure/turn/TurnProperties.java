package io.videoprovider.spring.autoconfigure.turn;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the credentials for a TURN server.
 *
 * @param secret Secret that is shared with the TURN server.
 * @param previousSecret Secret that was used before, for a rotation.
 * @param previousSecretUntil Time until which credentials of the previous secret are created.
 * @param uris Addresses of the TURN server.
 * @param ttl Validity of the credentials.
 */
@ConfigurationProperties("videoprovider.turn")
record TurnProperties(
        @Nullable String secret,
        @Nullable String previousSecret,
        @Nullable Instant previousSecretUntil,
        @Nullable Set<String> uris,
        @DefaultValue("1d") Duration ttl) {

    /** Omits the secrets. */
    @Override
    public String toString() {
        return "TurnProperties[uris=" + uris + ", ttl=" + ttl + "]";
    }
}

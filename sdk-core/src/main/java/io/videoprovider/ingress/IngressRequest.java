package io.videoprovider.ingress;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which way into a call to open. Immutable; {@code IngressRequest.rtmp("studio-camera").build()}.
 *
 * @param protocol what the encoder speaks
 * @param userId as whom it is in the call; better nobody who joins in person, at most 256 characters
 * @param ttl how long its key works, 1 second to 365 days; null for the provider's own
 */
public record IngressRequest(
        IngressProtocol protocol, String userId, @Nullable Duration ttl) {

    public IngressRequest {
        Check.notNull("protocol", protocol);
        Check.id("userId", userId, 256);
        if (ttl != null) {
            Check.between("ttl", ttl, Duration.ofSeconds(1), Duration.ofDays(365));
        }
    }

    /** By RTMP. */
    public static Builder rtmp(String userId) {
        return new Builder(IngressProtocol.RTMP, userId);
    }

    /** By WHIP. */
    public static Builder whip(String userId) {
        return new Builder(IngressProtocol.WHIP, userId);
    }

    /** By SRT. */
    public static Builder srt(String userId) {
        return new Builder(IngressProtocol.SRT, userId);
    }

    /** Builds a request. Not thread-safe. */
    public static final class Builder {

        private final IngressProtocol protocol;
        private final String userId;
        private @Nullable Duration ttl;

        private Builder(IngressProtocol protocol, String userId) {
            this.protocol = protocol;
            this.userId = userId;
        }

        /** How long its key works. */
        public Builder ttl(Duration ttl) {
            this.ttl = ttl;
            return this;
        }

        /**
         * The request.
         *
         * @throws InvalidRequestException if a value breaks its limit
         */
        public IngressRequest build() {
            return new IngressRequest(protocol, userId, ttl);
        }
    }
}

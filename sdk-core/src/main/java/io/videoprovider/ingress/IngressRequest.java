package io.videoprovider.ingress;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Parameters of an ingress, such as {@code IngressRequest.rtmp("studio-camera").build()}. Immutable and thread-safe. */
public final class IngressRequest {

    private final IngressProtocol protocol;
    private final String userId;
    private final @Nullable Duration ttl;

    private IngressRequest(Builder builder) {
        this.protocol = builder.protocol;
        this.userId = Check.id("userId", builder.userId, 256);
        this.ttl = builder.ttl;
        if (ttl != null) {
            Check.between("ttl", ttl, Duration.ofSeconds(1), Duration.ofDays(365));
        }
    }

    /**
     * Returns a new builder.
     *
     * @param protocol the protocol of the encoder
     * @param userId the user as which the stream takes part: at most 256 characters, and not the id of a user who joins in person
     */
    public static Builder builder(IngressProtocol protocol, String userId) {
        return new Builder(protocol, userId);
    }

    /** Returns a new builder of an ingress for RTMP; see {@link #builder}. */
    public static Builder rtmp(String userId) {
        return new Builder(IngressProtocol.RTMP, userId);
    }

    /** Returns a new builder of an ingress for WHIP; see {@link #builder}. */
    public static Builder whip(String userId) {
        return new Builder(IngressProtocol.WHIP, userId);
    }

    /** Returns a new builder of an ingress for SRT; see {@link #builder}. */
    public static Builder srt(String userId) {
        return new Builder(IngressProtocol.SRT, userId);
    }

    /** Returns the protocol of the encoder. */
    public IngressProtocol protocol() {
        return protocol;
    }

    /** Returns the user as which the stream takes part. */
    public String userId() {
        return userId;
    }

    /** Returns the validity of the stream key; null for the provider's default. */
    public @Nullable Duration ttl() {
        return ttl;
    }

    @Override
    public String toString() {
        return "IngressRequest[protocol=" + protocol + ", userId=" + userId + ", ttl=" + ttl + "]";
    }

    /** Builds an {@link IngressRequest}. Not thread-safe. */
    public static final class Builder {

        private final IngressProtocol protocol;
        private final String userId;
        private @Nullable Duration ttl;

        private Builder(IngressProtocol protocol, String userId) {
            this.protocol = Check.notNull("protocol", protocol);
            this.userId = Check.notNull("userId", userId);
        }

        /** Sets the validity of the stream key, from 1 second to 365 days; null for the provider's default. */
        public Builder ttl(@Nullable Duration ttl) {
            this.ttl = ttl;
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws InvalidRequestException if a value is outside of its limits
         */
        public IngressRequest build() {
            return new IngressRequest(this);
        }
    }
}

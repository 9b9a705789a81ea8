package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a LiveKit access token, with every grant that LiveKit has, for tokens that {@code TokenRequest} does not
 * cover. {@link LiveKitClient#mint} signs it. Immutable.
 */
public final class AccessToken {

    private static final int MAX_IDENTITY = 256;
    private static final int MAX_NAME = 256;
    static final int MAX_METADATA_BYTES = 512 * 1024;
    static final int MAX_ATTRIBUTES_BYTES = 64 * 1024;

    /** Claims that a method of the builder sets, with its checks, or the signing client. */
    private static final Set<String> RESERVED = Set.of(
            "sub",
            "name",
            "kind",
            "metadata",
            "attributes",
            "video",
            "sip",
            "agent",
            "inference",
            "observability",
            "kindDetails",
            "agentEndpoint",
            "agentThread",
            "agentDatabase",
            "roomConfig",
            "roomPreset",
            "iss",
            "iat",
            "nbf",
            "exp",
            // A webhook is signed by a token with this claim.
            "sha256");

    private final Json claims;
    private final Duration ttl;
    private final @Nullable Instant issuedAt;
    private final @Nullable Instant notBefore;
    private final @Nullable Instant notAfter;

    private AccessToken(Json claims, Builder builder) {
        this.claims = claims;
        this.ttl = builder.ttl;
        this.issuedAt = builder.issuedAt;
        this.notBefore = builder.notBefore;
        this.notAfter = builder.notAfter;
    }

    /** Returns a new builder of a token that is valid for an hour and grants nothing. */
    public static Builder builder() {
        return new Builder();
    }

    String identity() {
        return claims.string("sub");
    }

    String room() {
        return claims.object("video").string("room");
    }

    /** Returns the time of issue; null for that of the client. */
    @Nullable
    Instant issuedAt() {
        return issuedAt;
    }

    /** Returns all claims, including issuer and times. */
    Json claims(String apiKey, Instant now, Instant issuedAt) {
        Instant from = notBefore == null ? issuedAt : notBefore;
        Instant until = notAfter == null ? (from.isAfter(now) ? from : now).plus(ttl) : notAfter;
        return claims.toBuilder()
                .put("iss", apiKey)
                .put("iat", issuedAt.getEpochSecond())
                .put("nbf", from.getEpochSecond())
                .put("exp", until.getEpochSecond())
                .build();
    }

    @Override
    public String toString() {
        return "AccessToken[" + claims.string("sub") + "]";
    }

    /** Builds an {@link AccessToken}. Not thread-safe. */
    public static final class Builder {

        private final Json.Builder claims = Json.builder();
        private Map<String, String> attributes = Map.of();
        private Map<String, Map<String, Boolean>> grants = Map.of();
        private @Nullable VideoGrant video;
        private @Nullable String identity;
        private Duration ttl = TokenRequest.DEFAULT_TTL;
        private @Nullable Instant issuedAt;
        private @Nullable Instant notBefore;
        private @Nullable Instant notAfter;

        private Builder() {}

        /** Sets the identity of the participant: at most 256 bytes in UTF-8, not empty. */
        public Builder identity(String identity) {
            this.identity = Check.atMostBytes("identity", Check.id("identity", identity, MAX_IDENTITY), MAX_IDENTITY);
            return put("sub", identity);
        }

        /** Sets the name that other participants see: at most 256 bytes in UTF-8. */
        public Builder name(String name) {
            return put("name", Check.atMostBytes("name", name, MAX_NAME));
        }

        /**
         * Sets the kind of participant: {@code standard}, {@code ingress}, {@code egress}, {@code sip}, {@code agent}, {@code
         * connector} or {@code bridge}.
         */
        public Builder kind(String kind) {
            return put("kind", Check.text("kind", kind));
        }

        /**
         * Sets details of the kind in lower case, such as {@code cloud_agent}, {@code forwarded} or {@code bridge_rtsp}. The server ignores
         * those that it does not know.
         */
        public Builder kindDetails(Collection<String> details) {
            return put("kindDetails", Check.listOf("kindDetails", details));
        }

        /** Sets the metadata, any text of at most 512 KiB. */
        public Builder metadata(String metadata) {
            return put("metadata", Check.atMostBytes("metadata", metadata, MAX_METADATA_BYTES));
        }

        /** Adds an attribute; all attributes together have at most 64 KiB. */
        public Builder attribute(String name, String value) {
            if (attributes.isEmpty()) {
                attributes = new LinkedHashMap<>();
            }
            attributes.put(Check.text("name of an attribute", name), Check.encodable("attribute " + name, value));
            return this;
        }

        /** Sets the video grants. */
        public Builder video(VideoGrant grant) {
            this.video = Check.notNull("video", grant);
            Check.encodable("video", grant.raw().asMap());
            return put("video", grant.raw());
        }

        /** Grants managing SIP trunks and dispatch rules. */
        public Builder sipAdmin() {
            return grant("sip", "admin");
        }

        /** Grants calling telephones. */
        public Builder sipCall() {
            return grant("sip", "call");
        }

        /** Grants managing cloud agents. */
        public Builder agentAdmin() {
            return grant("agent", "admin");
        }

        /** Grants managing agent simulations. */
        public Builder agentSimulationAdmin() {
            return grant("agent", "simulationAdmin");
        }

        /** Grants managing the dispatch queue of agents. */
        public Builder agentDispatchAdmin() {
            return grant("agent", "dispatchAdmin");
        }

        /**
         * Grants calling the HTTP endpoints of agents.
         *
         * @param grant {@code call}, {@code agentName}, {@code deployment}; a missing name or deployment grants all of them
         */
        public Builder agentEndpoint(Json grant) {
            return put("agentEndpoint", encodable("agentEndpoint", grant));
        }

        /**
         * Grants access to threads of agents.
         *
         * @param grant {@code all} or {@code scope} and {@code threadIds}, and the actions {@code list}, {@code create}, {@code read}, {@code
         *     write}, {@code delete}, {@code sql}
         */
        public Builder agentThread(Json grant) {
            return put("agentThread", encodable("agentThread", grant));
        }

        /**
         * Grants access to databases of agents.
         *
         * @param grant {@code databaseIds}, and the actions {@code read}, {@code write}, {@code delete}, {@code create}, {@code list}
         */
        public Builder agentDatabase(Json grant) {
            return put("agentDatabase", encodable("agentDatabase", grant));
        }

        private static Json encodable(String claim, Json grant) {
            Check.encodable(claim, Check.notNull(claim, grant).asMap());
            return grant;
        }

        /** Grants managing agent databases, on servers before protocol 1.54; {@link #agentDatabase} on newer ones. */
        public Builder agentDatabaseAdmin() {
            return grant("agent", "databaseAdmin");
        }

        /** Grants using inference. */
        public Builder inferencePerform() {
            return grant("inference", "perform");
        }

        /** Grants writing observability data. */
        public Builder observabilityWrite() {
            return grant("observability", "write");
        }

        /** Sets the configuration of the room if this join creates it. */
        public Builder roomConfiguration(RoomConfiguration configuration) {
            Json fields = Check.notNull("roomConfig", configuration).raw();
            Check.encodable("roomConfig", fields.asMap());
            return put("roomConfig", fields);
        }

        /** Sets the name of a preset in the server's configuration, which configures the room if this join creates it. */
        public Builder roomPreset(String preset) {
            return put("roomPreset", Check.text("roomPreset", preset));
        }

        /**
         * Adds a claim that this builder has no method for.
         *
         * @param value a text, number, flag, {@link Json}, or a list or map of those
         * @throws InvalidRequestException if the name is reserved, such as {@code exp} or {@code video}
         */
        public Builder claim(String name, Object value) {
            if (RESERVED.contains(Check.text("claim", name))) {
                throw new InvalidRequestException("claim", "\"" + name + "\" is reserved");
            }
            Json claim = Json.builder()
                    .put(name, Check.notNull("claim " + name, value))
                    .build();
            Check.encodable("claim", claim.asMap());
            return put(name, value);
        }

        /** Sets the validity from now: one second to a year. */
        public Builder ttl(Duration ttl) {
            this.ttl = Check.between("ttl", ttl, Duration.ofSeconds(1), TokenRequest.MAX_TTL);
            return this;
        }

        /** Sets the time of issue; by default, that of {@link LiveKitClient#issuedAt}. */
        public Builder issuedAt(Instant issuedAt) {
            this.issuedAt = Check.time("issuedAt", issuedAt);
            return this;
        }

        /**
         * Sets the start and the end of the validity, instead of {@link #ttl}.
         *
         * @throws InvalidRequestException if the end is not after the start
         */
        public Builder validity(Instant from, Instant until) {
            if (!Check.time("until", until).isAfter(Check.time("from", from))) {
                throw new InvalidRequestException("until", "is " + until + ", not after from, " + from);
            }
            this.notBefore = from;
            this.notAfter = until;
            return this;
        }

        private Builder grant(String claim, String name) {
            if (grants.isEmpty()) {
                grants = new LinkedHashMap<>();
            }
            grants.computeIfAbsent(claim, key -> new LinkedHashMap<>()).put(name, true);
            return this;
        }

        private Builder put(String name, Object value) {
            claims.put(name, value);
            return this;
        }

        /**
         * Builds the token, which is not signed yet.
         *
         * @throws InvalidRequestException if it grants joining a room without an identity, or the attributes are too large
         */
        public AccessToken build() {
            if (video != null && video.raw().bool("roomJoin") && identity == null) {
                throw new InvalidRequestException("identity", "must be set for a token that joins a room");
            }
            if (!attributes.isEmpty()) {
                StringBuilder all = new StringBuilder();
                attributes.forEach((name, value) -> all.append(name).append(value));
                Check.atMostBytes("attributes", all.toString(), MAX_ATTRIBUTES_BYTES);
            }
            claims.putIfNotEmpty("attributes", attributes);
            grants.forEach(claims::put);
            return new AccessToken(claims.build(), this);
        }
    }
}

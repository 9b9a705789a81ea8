package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.util.Collection;

/**
 * The {@code video} grants of an access token. Immutable. Grants that are not set are denied, except {@code canPublish},
 * {@code canSubscribe} and {@code canPublishData}, which LiveKit grants unless they are false.
 *
 * @param raw the grants by LiveKit's names
 */
public record VideoGrant(Json raw) {

    public VideoGrant {
        Check.notNull("raw", raw);
    }

    /** Returns a new builder without grants. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link VideoGrant}. Not thread-safe. */
    public static final class Builder {

        private final Json.Builder grants = Json.builder();

        private Builder() {}

        /** Grants creating and deleting rooms. */
        public Builder roomCreate() {
            return set("roomCreate", true);
        }

        /** Grants listing rooms. */
        public Builder roomList() {
            return set("roomList", true);
        }

        /** Grants egress in every room. */
        public Builder roomRecord() {
            return set("roomRecord", true);
        }

        /** Grants moderating a room. */
        public Builder roomAdmin(String room) {
            return set("roomAdmin", true).room(room);
        }

        /** Grants joining a room. */
        public Builder roomJoin(String room) {
            return set("roomJoin", true).room(room);
        }

        private Builder room(String room) {
            return set("room", Check.text("room", room));
        }

        /** Sets the room to which participants may be forwarded or moved. */
        public Builder destinationRoom(String room) {
            return set("destinationRoom", Check.text("destinationRoom", room));
        }

        /** Sets whether publishing is granted. */
        public Builder canPublish(boolean can) {
            return set("canPublish", can);
        }

        /** Sets whether subscribing is granted. */
        public Builder canSubscribe(boolean can) {
            return set("canSubscribe", can);
        }

        /** Sets whether sending data is granted. */
        public Builder canPublishData(boolean can) {
            return set("canPublishData", can);
        }

        /**
         * Grants publishing only these sources: {@code camera}, {@code microphone}, {@code screen_share}, {@code
         * screen_share_audio}.
         */
        public Builder canPublishSources(Collection<String> sources) {
            return set("canPublishSources", Check.listOf("sources", sources));
        }

        /** Sets whether changing the own name, metadata and attributes is granted. */
        public Builder canUpdateOwnMetadata(boolean can) {
            return set("canUpdateOwnMetadata", can);
        }

        /** Sets whether subscribing to metrics is granted. */
        public Builder canSubscribeMetrics(boolean can) {
            return set("canSubscribeMetrics", can);
        }

        /** Sets whether managing an agent session is granted. */
        public Builder canManageAgentSession(boolean can) {
            return set("canManageAgentSession", can);
        }

        /** Grants managing ingresses. */
        public Builder ingressAdmin() {
            return set("ingressAdmin", true);
        }

        /** Hides the participant from others. */
        public Builder hidden() {
            return set("hidden", true);
        }

        /** Marks the participant as a recorder. */
        public Builder recorder() {
            return set("recorder", true);
        }

        /** Grants registering as an agent worker. */
        public Builder agent() {
            return set("agent", true);
        }

        private Builder set(String name, Object value) {
            grants.put(name, value);
            return this;
        }

        /** Builds the grants. */
        public VideoGrant build() {
            return new VideoGrant(grants.build());
        }
    }
}

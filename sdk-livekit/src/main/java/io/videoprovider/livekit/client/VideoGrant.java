package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.util.Collection;
import java.util.List;

/**
 * The {@code video} grants of an access token. Immutable. What is not said is not granted, but {@code canPublish},
 * {@code canSubscribe} and {@code canPublishData}: those LiveKit grants unless they are set to false.
 *
 * @param raw the grants by LiveKit's names
 */
public record VideoGrant(Json raw) {

    /** Begins without any. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects grants. Not thread-safe. */
    public static final class Builder {

        private final Json.Builder grants = Json.builder();

        private Builder() {}

        /** May create and delete rooms. */
        public Builder roomCreate() {
            return set("roomCreate", true);
        }

        /** May list rooms. */
        public Builder roomList() {
            return set("roomList", true);
        }

        /** May use egress, in every room. */
        public Builder roomRecord() {
            return set("roomRecord", true);
        }

        /** May moderate this room. */
        public Builder roomAdmin(String room) {
            return set("roomAdmin", true).room(room);
        }

        /** May join this room. */
        public Builder roomJoin(String room) {
            return set("roomJoin", true).room(room);
        }

        private Builder room(String room) {
            return set("room", Check.text("room", room));
        }

        /** The room to forward or move participants to. */
        public Builder destinationRoom(String room) {
            return set("destinationRoom", Check.text("destinationRoom", room));
        }

        /** May publish. */
        public Builder canPublish(boolean can) {
            return set("canPublish", can);
        }

        /** May subscribe. */
        public Builder canSubscribe(boolean can) {
            return set("canSubscribe", can);
        }

        /** May send data. */
        public Builder canPublishData(boolean can) {
            return set("canPublishData", can);
        }

        /** May publish these alone: {@code camera}, {@code microphone}, {@code screen_share}, {@code screen_share_audio}. */
        public Builder canPublishSources(Collection<String> sources) {
            return set("canPublishSources", List.copyOf(sources));
        }

        /** May change its own name, metadata and attributes. */
        public Builder canUpdateOwnMetadata(boolean can) {
            return set("canUpdateOwnMetadata", can);
        }

        /** May subscribe to metrics. */
        public Builder canSubscribeMetrics(boolean can) {
            return set("canSubscribeMetrics", can);
        }

        /** May manage an agent session. */
        public Builder canManageAgentSession(boolean can) {
            return set("canManageAgentSession", can);
        }

        /** May use ingress. */
        public Builder ingressAdmin() {
            return set("ingressAdmin", true);
        }

        /** Is not seen by the others. */
        public Builder hidden() {
            return set("hidden", true);
        }

        /** Is a recorder. */
        public Builder recorder() {
            return set("recorder", true);
        }

        /** May register as an agent worker. */
        public Builder agent() {
            return set("agent", true);
        }

        private Builder set(String name, Object value) {
            grants.put(name, value);
            return this;
        }

        /** The grants. */
        public VideoGrant build() {
            return new VideoGrant(grants.build());
        }
    }
}

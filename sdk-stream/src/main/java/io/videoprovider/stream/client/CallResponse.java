package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code CallResponse}.
 *
 * @param raw all fields
 */
public record CallResponse(Json raw) {

    /** {@code type:id}. */
    public String cid() {
        return raw.string("cid");
    }

    /** The call type. */
    public String type() {
        return raw.string("type");
    }

    /** The id within the type. */
    public String id() {
        return raw.string("id");
    }

    /** The present session; empty when nobody is in the call. */
    public String currentSessionId() {
        return raw.string("current_session_id");
    }

    /** When it was made. */
    public @Nullable Instant createdAt() {
        return Wire.moment(raw, "created_at");
    }

    /** When it is planned to start. */
    public @Nullable Instant startsAt() {
        return Wire.moment(raw, "starts_at");
    }

    /** When it was ended. */
    public @Nullable Instant endedAt() {
        return Wire.moment(raw, "ended_at");
    }

    /** The application's own data. */
    public Json custom() {
        return raw.object("custom");
    }

    /** Whether it is being recorded. */
    public boolean recording() {
        return raw.bool("recording");
    }

    /** The status of the recording of a type, such as {@code running}; empty when there is none. */
    public String recordingStatus(String recordingType) {
        return raw.object("egress").object(recordingType + "_recording").string("status");
    }

    /** The status of its HLS broadcast, such as {@code running}; empty when there is none. */
    public String hlsStatus() {
        return raw.object("egress").object("hls").string("status");
    }

    /** The playlist of its HLS broadcast; empty when there is none. */
    public String hlsPlaylistUrl() {
        return raw.object("egress").object("hls").string("playlist_url");
    }

    /** Its RTMP broadcasts that go on. */
    public List<RtmpBroadcast> rtmpBroadcasts() {
        return raw.object("egress").objects("rtmps").stream()
                .map(RtmpBroadcast::new)
                .toList();
    }

    /**
     * Where an encoder sends to.
     *
     * @param protocol {@code rtmp}, {@code whip} or {@code srt}
     * @return the address; that of SRT with {@code {passphrase}} and {@code {token}} to be filled in; empty when there is none
     */
    public String ingressAddress(String protocol) {
        return raw.object("ingress").object(protocol).string("address");
    }

    /** How many may be in it; 0 for no limit. */
    public int maxParticipants() {
        return (int) raw.object("settings").object("limits").number("max_participants");
    }

    /** How many are in its session. */
    public int participantCount() {
        Json session = raw.object("session");
        Json byRole = session.object("participants_count_by_role");
        long known = byRole.asMap().keySet().stream().mapToLong(byRole::number).sum();
        return (int) (known + session.number("anonymous_participant_count"));
    }

    /**
     * {@code EgressRTMPResponse}.
     *
     * @param raw all fields, the stream key among them
     */
    public record RtmpBroadcast(Json raw) {

        /** What it is called in its call. */
        public String name() {
            return raw.string("name");
        }

        /** When it began. */
        public @Nullable Instant startedAt() {
            return Wire.moment(raw, "started_at");
        }
    }
}

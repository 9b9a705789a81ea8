package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code CallResponse}.
 *
 * @param raw all fields
 */
public record CallResponse(Json raw) {

    public CallResponse {
        Check.notNull("raw", raw);
    }

    /** Returns {@code type:id}. */
    public String cid() {
        return raw.string("cid");
    }

    /** Returns the call type. */
    public String type() {
        return raw.string("type");
    }

    /** Returns the id within the type. */
    public String id() {
        return raw.string("id");
    }

    /** Returns the current session; empty without participants. */
    public String currentSessionId() {
        return raw.string("current_session_id");
    }

    /** Returns the time of creation. */
    public @Nullable Instant createdAt() {
        return Wire.moment(raw, "created_at");
    }

    /** Returns the planned start. */
    public @Nullable Instant startsAt() {
        return Wire.moment(raw, "starts_at");
    }

    /** Returns the time of the end. */
    public @Nullable Instant endedAt() {
        return Wire.moment(raw, "ended_at");
    }

    /** Returns the custom data. */
    public Json custom() {
        return raw.object("custom");
    }

    /** Returns whether a composite recording is active. */
    public boolean recording() {
        return raw.bool("recording");
    }

    /** Returns whether a transcription is active. */
    public boolean transcribing() {
        return raw.bool("transcribing");
    }

    /** Returns whether captions are active. */
    public boolean captioning() {
        return raw.bool("captioning");
    }

    /** Returns the status of the recording of a type, such as {@code running}; empty without such a recording. */
    public String recordingStatus(String recordingType) {
        Check.notNull("recordingType", recordingType);
        return Wire.enumName(raw.object("egress").object(recordingType + "_recording"), "status");
    }

    /** Returns the status of the HLS broadcast, such as {@code running}; empty without one. */
    public String hlsStatus() {
        return Wire.enumName(raw.object("egress").object("hls"), "status");
    }

    /** Returns the URL of the HLS playlist; empty without an HLS broadcast. */
    public String hlsPlaylistUrl() {
        return raw.object("egress").object("hls").string("playlist_url");
    }

    /** Returns the active RTMP broadcasts. */
    public List<RtmpBroadcast> rtmpBroadcasts() {
        return raw.object("egress").objects("rtmps").stream()
                .map(RtmpBroadcast::new)
                .toList();
    }

    /**
     * Returns the ingress address for an encoder.
     *
     * @param protocol {@code rtmp}, {@code whip} or {@code srt}
     * @return the address; for SRT with the placeholders {@code {passphrase}} and {@code {token}}; empty if the call has none
     */
    public String ingressAddress(String protocol) {
        return raw.object("ingress").object(Check.notNull("protocol", protocol)).string("address");
    }

    /** Returns the maximum number of participants; 0 for no limit. */
    public int maxParticipants() {
        return Wire.count(raw.object("settings").object("limits").number("max_participants"));
    }

    /** Returns the number of participants in the current session. */
    public int participantCount() {
        Json session = raw.object("session");
        Json byRole = session.object("participants_count_by_role");
        long known = byRole.asMap().keySet().stream()
                .mapToLong(role -> Wire.count(byRole.number(role)))
                .sum();
        return Wire.count(known + Wire.count(session.number("anonymous_participant_count")));
    }

    /** Returns the users who accepted the ring of the session, and when. */
    public Map<String, Instant> acceptedBy() {
        return times("accepted_by");
    }

    /** Returns the users who rejected the ring of the session, and when; with the caller of a cancelled one. */
    public Map<String, Instant> rejectedBy() {
        return times("rejected_by");
    }

    /** Returns the users who did not respond to the ring of the session, and when it was missed. */
    public Map<String, Instant> missedBy() {
        return times("missed_by");
    }

    private Map<String, Instant> times(String name) {
        Json byUser = raw.object("session").object(name);
        Map<String, Instant> times = new LinkedHashMap<>();
        for (String user : byUser.asMap().keySet()) {
            Instant at = Wire.moment(byUser, user);
            if (at != null) {
                times.put(user, at);
            }
        }
        return times;
    }

    /**
     * {@code EgressRTMPResponse}.
     *
     * @param raw all fields; the stream key is a secret
     */
    public record RtmpBroadcast(Json raw) {

        public RtmpBroadcast {
            Check.notNull("raw", raw);
        }

        /** Returns the name, unique in the call. */
        public String name() {
            return raw.string("name");
        }

        /** Returns the time of the start. */
        public @Nullable Instant startedAt() {
            return Wire.moment(raw, "started_at");
        }
    }
}

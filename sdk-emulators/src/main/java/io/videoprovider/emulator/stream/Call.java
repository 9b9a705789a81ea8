package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A call with its state. Guarded by the server's lock; times are nanoseconds. */
final class Call {

    /** One session of a call: from the first join, or the ringing before it, to the last leave. */
    static final class Session {
        final String id = UUID.randomUUID().toString();
        final Map<String, StreamParticipant> participants = new LinkedHashMap<>();
        // All connections, including those that have left.
        final List<StreamParticipant> everyone = new ArrayList<>();
        final Map<String, Long> acceptedBy = new LinkedHashMap<>();
        final Map<String, Long> rejectedBy = new LinkedHashMap<>();
        final Map<String, Long> missedBy = new LinkedHashMap<>();

        @Nullable
        Long startedAt;

        @Nullable
        Long endedAt;

        @Nullable
        Long liveStartedAt;

        @Nullable
        Long liveEndedAt;

        @Nullable
        Long timerEndsAt;

        boolean running() {
            return startedAt != null && endedAt == null;
        }

        ObjectNode countByRole() {
            Map<String, Integer> counts = new LinkedHashMap<>();
            participants.values().forEach(each -> counts.merge(each.role(), 1, Integer::sum));
            ObjectNode json = Json.object();
            counts.forEach(json::put);
            return json;
        }
    }

    final String type;
    final String id;
    final String createdBy;
    final long createdAt;
    final Map<String, ObjectNode> members = new LinkedHashMap<>();
    final Set<String> blocked = new LinkedHashSet<>();
    final Map<String, Set<String>> granted = new LinkedHashMap<>();
    final Map<String, Set<String>> revoked = new LinkedHashMap<>();
    final Map<String, Egress> egresses = new LinkedHashMap<>();
    final Map<String, ObjectNode> broadcasts = new LinkedHashMap<>();
    // RTMP broadcasts whose worker died, with the session of each.
    final Map<String, String> lostBroadcasts = new LinkedHashMap<>();
    final List<ObjectNode> recordings = new ArrayList<>();
    // Those with participants, the newest last.
    final List<Session> sessions = new ArrayList<>();
    final List<ObjectNode> feedback = new ArrayList<>();
    final List<ObjectNode> transcriptions = new ArrayList<>();
    final ObjectNode override = Json.object();
    ObjectNode custom = Json.object();
    String team = "";
    String channelCid = "";
    long updatedAt;
    boolean backstage;

    @Nullable
    Long startsAt;

    @Nullable
    Long endedAt;

    @Nullable
    Session session;

    Call(String type, String id, String createdBy, long now) {
        this.type = type;
        this.id = id;
        this.createdBy = createdBy;
        this.createdAt = now;
        this.updatedAt = now;
    }

    String cid() {
        return type + ":" + id;
    }

    /** Returns the active session; null if the call has no participants. */
    @Nullable
    Session running() {
        return session != null && session.running() ? session : null;
    }

    /** Returns the session that is active or about to start. */
    Session nextSession() {
        Session next = session;
        if (next == null || next.endedAt != null) {
            next = new Session();
            session = next;
        }
        return next;
    }

    List<StreamParticipant> participants() {
        Session now = running();
        return now == null ? List.of() : List.copyOf(now.participants.values());
    }

    boolean runs(String egress) {
        return egresses.containsKey(egress);
    }

    // As the API shows it -------------------------------------------------------------------------------------------

    /** @param shown the largest number of participants in the session */
    ObjectNode response(ObjectNode settings, Users users, String address, int shown) {
        ObjectNode json = Json.object()
                .put("type", type)
                .put("id", id)
                .put("cid", cid())
                .put("current_session_id", running() == null ? "" : running().id)
                .put("created_at", createdAt)
                .put("updated_at", updatedAt)
                .put("backstage", backstage)
                .put("recording", runs(Egress.COMPOSITE) || runs(Egress.INDIVIDUAL) || runs(Egress.RAW))
                .put("transcribing", runs(Egress.TRANSCRIPTION))
                .put("captioning", runs(Egress.CAPTIONS))
                .put("translating", false);
        json.set("created_by", users.response(createdBy));
        json.set("custom", custom.deepCopy());
        ArrayNode blockedIds = json.putArray("blocked_user_ids");
        blocked.forEach(blockedIds::add);
        put(json, "starts_at", startsAt);
        put(json, "ended_at", endedAt);
        if (!team.isEmpty()) {
            json.put("team", team);
        }
        if (!channelCid.isEmpty()) {
            json.put("channel_cid", channelCid);
        }
        if (settings.path("backstage").has("join_ahead_time_seconds")) {
            json.set("join_ahead_time_seconds", settings.path("backstage").get("join_ahead_time_seconds"));
        }
        json.set("settings", settings);
        if (session != null) {
            json.set("session", sessionResponse(session, users, shown));
        }
        ObjectNode ingress = json.putObject("ingress");
        ingress.putObject("rtmp").put("address", "rtmps://" + address + ":443/" + type + "/" + id);
        ingress.putObject("srt")
                .put(
                        "address",
                        "srt://" + address + ":2000?passphrase={passphrase}&streamid=call_type:" + type + ";call_id:"
                                + id + ";token:{token}");
        ingress.putObject("whip").put("address", "https://" + address + "/whip/" + type + "/" + id);
        json.set("egress", egressResponse());
        return json;
    }

    private ObjectNode egressResponse() {
        ObjectNode json = Json.object().put("broadcasting", runs(Egress.HLS) || !broadcasts.isEmpty());
        ArrayNode rtmps = json.putArray("rtmps");
        broadcasts.values().forEach(each -> rtmps.add(each.deepCopy()));
        Egress hls = egresses.get(Egress.HLS);
        if (hls != null) {
            json.putObject("hls").put("playlist_url", hls.url).put("status", hls.status());
        }
        for (String kind : List.of(Egress.COMPOSITE, Egress.INDIVIDUAL, Egress.RAW, Egress.FRAMES)) {
            Egress egress = egresses.get(kind);
            if (egress != null) {
                json.putObject(kind + "_recording").put("status", egress.status());
            }
        }
        return json;
    }

    static ObjectNode sessionResponse(Session session, Users users, int shown) {
        ObjectNode json = Json.object().put("id", session.id).put("anonymous_participant_count", 0);
        put(json, "started_at", session.startedAt);
        put(json, "ended_at", session.endedAt);
        put(json, "live_started_at", session.liveStartedAt);
        put(json, "live_ended_at", session.liveEndedAt);
        put(json, "timer_ends_at", session.timerEndsAt);
        json.set(
                "participants",
                Json.array(session.participants.values().stream().limit(shown).map(each -> each.response(users))));
        json.set("participants_count_by_role", session.countByRole());
        json.set("accepted_by", times(session.acceptedBy));
        json.set("rejected_by", times(session.rejectedBy));
        json.set("missed_by", times(session.missedBy));
        return json;
    }

    private static ObjectNode times(Map<String, Long> byUser) {
        ObjectNode json = Json.object();
        byUser.forEach(json::put);
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable Long time) {
        if (time != null) {
            json.put(field, time);
        }
    }

    ObjectNode member(String userId, Users users) {
        ObjectNode member = members.getOrDefault(userId, Json.object()).deepCopy();
        return member.set("user", users.response(userId));
    }

    ArrayNode membersResponse(Users users) {
        return Json.array(members.keySet().stream().map(each -> member(each, users)));
    }
}

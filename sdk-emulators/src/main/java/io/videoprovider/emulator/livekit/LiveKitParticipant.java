package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.internal.Json;
import io.videoprovider.error.Check;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A simulated participant of the {@link LiveKitEmulator}, with the state that a client SDK shows to its user.
 *
 * <p>Thread-safe.
 */
public final class LiveKitParticipant implements SimulatedParticipant {

    private final Rooms rooms;
    private final Room room;
    private final String sid = Ids.next("PA_");
    private final String identity;
    private final String kind;
    private final ArrayNode kindDetails;
    private final Instant joinedAt;

    // The fields below are guarded by the lock of Rooms.
    private final Map<String, ObjectNode> tracks = new LinkedHashMap<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<ReceivedData> received = new ArrayList<>();
    private final Map<String, UnaryOperator<String>> rpcHandlers = new HashMap<>();
    private ObjectNode permission;
    private String name;
    private String metadata;
    private long version = 2;
    private boolean publisher;
    private @Nullable String disconnectReason;

    LiveKitParticipant(Rooms rooms, Room room, Claims claims, Instant joinedAt) {
        this.rooms = rooms;
        this.room = room;
        this.identity = claims.identity();
        this.joinedAt = joinedAt;
        this.kind = upper(claims.json().path("kind").asString("standard"));
        this.kindDetails = kindDetailsOf(claims.json());
        this.name = Json.text(claims.json(), "name");
        this.metadata = Json.text(claims.json(), "metadata");
        Json.fields(claims.json().path("attributes"))
                .forEach(
                        entry -> attributes.put(entry.getKey(), entry.getValue().asString("")));
        this.permission = permissionOf(claims.video());
    }

    private static ArrayNode kindDetailsOf(JsonNode claims) {
        ArrayNode details = Json.array();
        Json.texts(claims, "kindDetails").forEach(detail -> details.add(upper(detail)));
        return details;
    }

    private static ObjectNode permissionOf(JsonNode grant) {
        boolean canPublish = Json.flag(grant, "canPublish", true);
        ObjectNode permission = Json.object()
                .put("can_subscribe", Json.flag(grant, "canSubscribe", true))
                .put("can_publish", canPublish)
                .put("can_publish_data", Json.flag(grant, "canPublishData", canPublish))
                .put("hidden", Json.flag(grant, "hidden"))
                .put("recorder", Json.flag(grant, "recorder"))
                .put("can_update_metadata", Json.flag(grant, "canUpdateOwnMetadata"))
                .put("agent", Json.flag(grant, "agent"))
                .put("can_subscribe_metrics", Json.flag(grant, "canSubscribeMetrics"))
                .put("can_manage_agent_session", Json.flag(grant, "canManageAgentSession"));
        Json.texts(grant, "canPublishSources")
                .forEach(source ->
                        Json.arrayIn(permission, "can_publish_sources").add(upper(source)));
        return permission;
    }

    @Override
    public String identity() {
        return identity;
    }

    /** Returns the server's id of this connection, {@code PA_…}, which changes with each join. */
    public String sid() {
        return sid;
    }

    /** Returns the name of the room. */
    public String room() {
        return room.name;
    }

    /**
     * {@inheritDoc}
     *
     * @param source {@code camera}, {@code microphone}, {@code screen_share} or {@code screen_share_audio}
     * @throws IllegalArgumentException for another source
     */
    @Override
    public String publish(String source) {
        return rooms.publish(this, source);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Does nothing if the track does not exist.
     */
    @Override
    public void unpublish(String trackId) {
        rooms.unpublish(this, trackId);
    }

    /** Mutes or unmutes a track of this participant, as the microphone button of a client does. */
    public void mute(String trackId, boolean muted) {
        rooms.locked(() -> muteTrack(trackId, muted));
    }

    /** Returns the ids of the published tracks, in the order of publication. */
    public List<String> tracks() {
        return rooms.locked(() -> List.copyOf(tracks.keySet()));
    }

    /** Returns whether a track is muted, by its publisher or by the server; false if it does not exist. */
    public boolean muted(String trackId) {
        return rooms.locked(() -> {
            ObjectNode track = tracks.get(trackId);
            return track != null && Json.flag(track, "muted");
        });
    }

    /** Returns the messages that the server sent to this participant, oldest first. */
    public List<ReceivedData> received() {
        return rooms.locked(() -> List.copyOf(received));
    }

    /** Returns the display name of the token or the last update. */
    public String name() {
        return rooms.locked(() -> name);
    }

    /** Returns the metadata of the token or the last update. */
    public String metadata() {
        return rooms.locked(() -> metadata);
    }

    /** Returns the attributes of the token and later updates. */
    public Map<String, String> attributes() {
        return rooms.locked(() -> Map.copyOf(attributes));
    }

    /** Registers a handler for RPCs with this method name; without one the server reports a timeout to the caller. */
    public void answerRpc(String method, UnaryOperator<String> handler) {
        Check.notNull("handler", handler);
        rooms.locked(() -> rpcHandlers.put(method, handler));
    }

    @Override
    public boolean connected() {
        return rooms.locked(() -> disconnectReason == null);
    }

    /** Returns the reason of the disconnect, such as {@code PARTICIPANT_REMOVED}; empty while connected. */
    public Optional<String> disconnectReason() {
        return rooms.locked(() -> Optional.ofNullable(disconnectReason));
    }

    @Override
    public void leave() {
        rooms.disconnect(this, "CLIENT_INITIATED");
    }

    /** Returns participant and room, without other values of the token. */
    @Override
    public String toString() {
        return "LiveKitParticipant[" + identity + " in " + room.name + "]";
    }

    // The methods below run under the lock of Rooms.
    // -------------------------------------------------------------------

    Room currentRoom() {
        return room;
    }

    boolean isConnected() {
        return disconnectReason == null;
    }

    boolean hidden() {
        return Json.flag(permission, "hidden");
    }

    boolean isPublisher() {
        return publisher;
    }

    boolean standard() {
        return kind.equals("STANDARD");
    }

    boolean recorder() {
        return kind.equals("EGRESS") || Json.flag(permission, "recorder");
    }

    /** Returns whether this is a recorder or an agent, which counts neither for the limit nor for the timeout of a room. */
    boolean dependent() {
        return recorder() || kind.equals("AGENT") || Json.flag(permission, "agent");
    }

    boolean mayPublish(String source) {
        List<String> sources = Json.texts(permission, "can_publish_sources");
        return Json.flag(permission, "can_publish") && (sources.isEmpty() || sources.contains(source));
    }

    @Nullable
    UnaryOperator<String> rpcHandler(String method) {
        return rpcHandlers.get(method);
    }

    void receive(ReceivedData data) {
        received.add(data);
    }

    ObjectNode addTrack(String source, Instant now) {
        boolean audio = source.equals("MICROPHONE") || source.equals("SCREEN_SHARE_AUDIO");
        String mime = audio ? "audio/red" : "video/VP8";
        String mid = Integer.toString(tracks.size());
        String letters = (audio ? "A" : "V") + (source.startsWith("SCREEN") ? "S" : audio ? "M" : "C");
        ObjectNode track = Json.object()
                .put("sid", Ids.next("TR_" + letters))
                .put("type", audio ? "AUDIO" : "VIDEO")
                .put("name", source.toLowerCase(Locale.ROOT))
                .put("source", source)
                .put("mime_type", mime)
                .put("mid", mid)
                .put("stream", "camera");
        ObjectNode codec = Json.arrayIn(track, "codecs")
                .addObject()
                .put("mime_type", mime)
                .put("mid", mid)
                .put("cid", Ids.next(""))
                .put("video_layer_mode", "ONE_SPATIAL_LAYER_PER_STREAM");
        if (audio) {
            track.put("backup_codec_policy", "SIMULCAST");
        } else {
            track.put("width", 320).put("height", 180);
            ObjectNode layer = Json.object()
                    .put("width", 320)
                    .put("height", 180)
                    .put("bitrate", 180_000)
                    .put("ssrc", 1 + tracks.size());
            Json.arrayIn(track, "layers").add(layer);
            Json.arrayIn(codec, "layers").add(layer);
        }
        track.putObject("version").put("unix_micro", now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
        tracks.put(Json.text(track, "sid"), track);
        publisher = true;
        version++;
        return track;
    }

    @Nullable
    ObjectNode removeTrack(String trackSid) {
        version++;
        return tracks.remove(trackSid);
    }

    Map<String, ObjectNode> publishedTracks() {
        return tracks;
    }

    @Nullable
    ObjectNode muteTrack(String trackSid, boolean muted) {
        ObjectNode track = tracks.get(trackSid);
        if (track != null && Json.flag(track, "muted") != muted) {
            track.put("muted", muted);
            version++;
        }
        return track == null ? null : track.deepCopy();
    }

    /** @param update an UpdateParticipantRequest */
    void update(ObjectNode update) {
        version++;
        if (!Json.text(update, "name").isEmpty()) {
            name = Json.text(update, "name");
        }
        if (!Json.text(update, "metadata").isEmpty()) {
            metadata = Json.text(update, "metadata");
        }
        Json.fields(update.path("attributes")).forEach(entry -> {
            if (entry.getValue().asString("").isEmpty()) {
                attributes.remove(entry.getKey());
            } else {
                attributes.put(entry.getKey(), entry.getValue().asString());
            }
        });
        if (update.get("permission") instanceof ObjectNode replacement
                && !withoutDefaults(replacement).equals(withoutDefaults(permission))) {
            permission = replacement.deepCopy();
            // After a change, the server reports each participant that may publish and is connected as a publisher.
            publisher = Json.flag(permission, "can_publish");
        }
    }

    private static ObjectNode withoutDefaults(ObjectNode permission) {
        ObjectNode copy = permission.deepCopy();
        Json.fields(permission)
                .filter(field -> field.getValue().isArray()
                        ? field.getValue().isEmpty()
                        : !field.getValue().asBoolean(false))
                .forEach(field -> copy.remove(field.getKey()));
        return copy;
    }

    void disconnected(String reason) {
        disconnectReason = reason;
        version++;
    }

    ObjectNode message() {
        ObjectNode info = Json.object()
                .put("sid", sid)
                .put("identity", identity)
                .put("state", disconnectReason == null ? "ACTIVE" : "DISCONNECTED")
                .put("metadata", metadata)
                .put("joined_at", joinedAt.getEpochSecond())
                .put("joined_at_ms", joinedAt.toEpochMilli())
                .put("name", name)
                .put("version", version)
                .put("is_publisher", publisher)
                .put("kind", kind)
                .put("client_protocol", 2);
        info.set("tracks", Json.array(tracks.values().stream().map(ObjectNode::deepCopy)));
        info.set("permission", permission.deepCopy());
        info.set("kind_details", kindDetails.deepCopy());
        ObjectNode attributeNode = info.putObject("attributes");
        attributes.forEach(attributeNode::put);
        Json.arrayIn(info, "capabilities").add("CAP_PACKET_TRAILER").add("CAP_COMPRESSION_DEFLATE_RAW");
        if (disconnectReason != null) {
            info.put("disconnect_reason", disconnectReason);
        }
        return info;
    }

    /** Returns the part of the participant that events of tracks contain. */
    ObjectNode reference() {
        return Json.object().put("sid", sid).put("identity", identity);
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}

package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.internal.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Somebody in a call of the {@link StreamEmulator}: what a client SDK would tell its user, a test asks here.
 *
 * <p>Thread-safe.
 */
public final class StreamParticipant implements SimulatedParticipant {

    /** What can be published, what a user needs for it, and what the API calls it. */
    enum Source {
        MICROPHONE("send-audio", "audio"),
        CAMERA("send-video", "video"),
        SCREEN_SHARE("screenshare", "screenshare"),
        SCREEN_SHARE_AUDIO("screenshare", "screenshare_audio");

        final String capability;
        final String kind;

        Source(String capability, String kind) {
            this.capability = capability;
            this.kind = kind;
        }

        static Source of(String name) {
            try {
                return valueOf(name.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "camera, microphone, screen_share or screen_share_audio, not " + name, e);
            }
        }
    }

    /** A track that somebody publishes. */
    private static final class Track {
        private final Source source;
        private boolean muted;

        Track(Source source) {
            this.source = source;
        }
    }

    private final Calls calls;
    private final Call call;
    private final Caller caller;
    private final String sessionId;
    private final String userSessionId = UUID.randomUUID().toString();
    private final String role;
    private final long joinedAt;

    // The rest is guarded by the server's lock.
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private @Nullable String leaveReason;

    StreamParticipant(Calls calls, Call call, Caller caller, String sessionId, String role, long joinedAt) {
        this.calls = calls;
        this.call = call;
        this.caller = caller;
        this.sessionId = sessionId;
        this.role = role;
        this.joinedAt = joinedAt;
    }

    /** The user's id. */
    @Override
    public String identity() {
        return caller.userId();
    }

    /** The call, such as {@code default:standup}. */
    public String callCid() {
        return call.cid();
    }

    /** The id of this connection, another one after each join: what the API calls the user's session. */
    public String userSessionId() {
        return userSessionId;
    }

    /** The id of the call's session in which this participant is. */
    public String sessionId() {
        return sessionId;
    }

    /**
     * {@inheritDoc}
     *
     * @return an id of the emulator's own: the vendor's server has none for tracks
     * @throws IllegalArgumentException for another source
     */
    @Override
    public String publish(String source) {
        Source what = Source.of(source);
        return calls.locked(() -> {
            if (leaveReason != null) {
                throw new IllegalStateException(identity() + " is no longer in the call");
            }
            if (!calls.capabilities(call, caller).contains(what.capability)) {
                throw new IllegalStateException(identity() + " lacks " + what.capability);
            }
            String id = userSessionId + "-" + what.kind;
            tracks.put(id, new Track(what));
            return id;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Does nothing when there is no such track.
     */
    @Override
    public void unpublish(String trackId) {
        calls.locked(() -> tracks.remove(trackId));
    }

    /** Mutes or unmutes an own track, as the person's microphone button does. */
    public void mute(String trackId, boolean muted) {
        calls.locked(() -> {
            Track track = tracks.get(trackId);
            if (track != null) {
                track.muted = muted;
            }
            return track;
        });
    }

    /** The ids of the tracks that this participant publishes, in the order of publication. */
    public List<String> tracks() {
        return calls.locked(() -> List.copyOf(tracks.keySet()));
    }

    /** Whether a track is muted, by its publisher or by the server; false when there is no such track. */
    public boolean muted(String trackId) {
        return calls.locked(() -> {
            Track track = tracks.get(trackId);
            return track != null && track.muted;
        });
    }

    /** What this participant may do in the call now, such as {@code send-audio}. */
    public Set<String> capabilities() {
        return calls.locked(() -> Set.copyOf(calls.capabilities(call, caller)));
    }

    @Override
    public boolean connected() {
        return calls.locked(() -> leaveReason == null);
    }

    /** Why the participant is out, such as {@code kicked}; empty while connected. */
    public Optional<String> leaveReason() {
        return calls.locked(() -> Optional.ofNullable(leaveReason));
    }

    /** Accepts the ringing call, as the person's client does on joining. */
    public void accept() {
        calls.locked(() -> {
            calls.accept(call, identity());
            return this;
        });
    }

    @Override
    public void leave() {
        calls.locked(() -> {
            calls.leave(this, "left");
            return this;
        });
    }

    /** Names the participant and the call, nothing that a token may have said beyond that. */
    @Override
    public String toString() {
        return "StreamParticipant[" + identity() + " in " + callCid() + "]";
    }

    // What follows runs under the server's lock. --------------------------------------------------------------------

    Call call() {
        return call;
    }

    String role() {
        return role;
    }

    long joinedAt() {
        return joinedAt;
    }

    boolean isConnected() {
        return leaveReason == null;
    }

    void disconnected(String reason) {
        leaveReason = reason;
    }

    boolean publishes(String kind) {
        return tracks.values().stream().anyMatch(track -> track.source.kind.equals(kind));
    }

    List<String> kinds() {
        return tracks.values().stream().map(track -> track.source.kind).toList();
    }

    void muteKinds(Set<String> kinds) {
        tracks.values().stream()
                .filter(track -> kinds.contains(track.source.kind))
                .forEach(track -> track.muted = true);
    }

    /** Ends what this participant may no longer publish. */
    void dropForbidden() {
        Set<String> capabilities = calls.capabilities(call, caller);
        tracks.values().removeIf(track -> !capabilities.contains(track.source.capability));
    }

    ObjectNode response(Users users) {
        ObjectNode json = Json.object()
                .put("user_session_id", userSessionId)
                .put("role", role)
                .put("joined_at", joinedAt);
        json.set("user", users.response(identity()));
        return json;
    }
}

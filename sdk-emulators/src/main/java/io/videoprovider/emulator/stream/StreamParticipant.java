package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.internal.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A simulated participant of the {@link StreamEmulator}, with the state that a client SDK shows to its user.
 *
 * <p>Thread-safe.
 */
public final class StreamParticipant implements SimulatedParticipant {

    /** The sources of tracks, with the required capability and the name in the API. */
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
                        "source must be camera, microphone, screen_share or screen_share_audio, was " + name, e);
            }
        }
    }

    /** A published track. */
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

    // The fields below are guarded by the server's lock.
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private final Set<String> everPublished = new LinkedHashSet<>();
    private @Nullable String leaveReason;
    private @Nullable Long leftAt;

    StreamParticipant(Calls calls, Call call, Caller caller, String sessionId, String role, long joinedAt) {
        this.calls = calls;
        this.call = call;
        this.caller = caller;
        this.sessionId = sessionId;
        this.role = role;
        this.joinedAt = joinedAt;
    }

    /** Returns the user's id. */
    @Override
    public String identity() {
        return caller.userId();
    }

    /** Returns the call, such as {@code default:standup}. */
    public String callCid() {
        return call.cid();
    }

    /** Returns the id of this connection, which changes with each join: the user session id of the API. */
    public String userSessionId() {
        return userSessionId;
    }

    /** Returns the id of the call session of this participant. */
    public String sessionId() {
        return sessionId;
    }

    /**
     * {@inheritDoc}
     *
     * @return an id that only the emulator has: the vendor's server has no ids of tracks
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
            everPublished.add(what.kind);
            return id;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Does nothing if the track does not exist.
     */
    @Override
    public void unpublish(String trackId) {
        calls.locked(() -> tracks.remove(trackId));
    }

    /** Mutes or unmutes a track of this participant, as the microphone button of a client does. */
    public void mute(String trackId, boolean muted) {
        calls.locked(() -> {
            Track track = tracks.get(trackId);
            if (track != null) {
                track.muted = muted;
            }
            return track;
        });
    }

    /** Returns the ids of the published tracks, in the order of publication. */
    public List<String> tracks() {
        return calls.locked(() -> List.copyOf(tracks.keySet()));
    }

    /** Returns whether a track is muted, by its publisher or by the server; false if it does not exist. */
    public boolean muted(String trackId) {
        return calls.locked(() -> {
            Track track = tracks.get(trackId);
            return track != null && track.muted;
        });
    }

    /** Returns the present capabilities of this participant in the call, such as {@code send-audio}. */
    public Set<String> capabilities() {
        return calls.locked(() -> Set.copyOf(calls.capabilities(call, caller)));
    }

    @Override
    public boolean connected() {
        return calls.locked(() -> leaveReason == null);
    }

    /** Returns the reason of the disconnect, such as {@code kicked}; empty while connected. */
    public Optional<String> leaveReason() {
        return calls.locked(() -> Optional.ofNullable(leaveReason));
    }

    /** Accepts the ringing call, as a client does on joining. */
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

    /** Returns participant and call, without other values of the token. */
    @Override
    public String toString() {
        return "StreamParticipant[" + identity() + " in " + callCid() + "]";
    }

    // The methods below run under the server's lock.
    // --------------------------------------------------------------------

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

    void disconnected(String reason, long at) {
        leaveReason = reason;
        leftAt = at;
    }

    @Nullable
    Long leftAt() {
        return leftAt;
    }

    /** Returns the kinds of all tracks, including those that are no longer published. */
    Set<String> everPublished() {
        return everPublished;
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

    /** Unpublishes the tracks that this participant may no longer publish. */
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

package io.videoprovider.livekit.server;

import io.videoprovider.emulator.SimulatedParticipant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * A real person in a room of the real server: LiveKit's own client library publishes, receives and leaves. Its calls
 * return when the server shows what they did, so that a test may look at once. Thread-safe.
 */
public final class NodeParticipant implements SimulatedParticipant {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LiveKitServer server;
    private final NodeProcess process;
    private final String id;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition happened = lock.newCondition();
    private final List<Data> data = new ArrayList<>();
    private String disconnectReason;

    // Set by the server's response to the join.
    private String identity = "";
    private String sid = "";
    private String roomName = "";

    NodeParticipant(LiveKitServer server, NodeProcess process, String id) {
        this.server = server;
        this.process = process;
        this.id = id;
    }

    void join(String token) {
        JsonNode joined = ask("join", Map.of("id", id, "url", server.url(), "token", token));
        identity = joined.path("identity").asString();
        sid = joined.path("sid").asString();
        roomName = joined.path("room").asString();
        // The server counts a participant only when media can flow, a moment after the client reports the connection.
        untilServer(
                () -> self().filter(me -> me.path("state").asString().equals("ACTIVE"))
                        .isPresent(),
                "is active");
    }

    /** An event of this participant, reported by the process. */
    void take(JsonNode event) {
        lock.lock();
        try {
            if (event.path("event").asString().equals("data")) {
                data.add(new Data(
                        event.path("topic").asString(),
                        Base64.getDecoder().decode(event.path("payload").asString()),
                        event.path("sender").asString()));
            } else if (event.path("event").asString().equals("disconnected")) {
                disconnected(event.path("reason").asString());
            }
            happened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void processEnded() {
        lock.lock();
        try {
            disconnected("PROCESS_ENDED");
            happened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void disconnected(String reason) {
        if (disconnectReason == null) {
            disconnectReason = reason;
        }
    }

    @Override
    public String identity() {
        return identity;
    }

    /** The server's id of this connection. */
    public String sid() {
        return sid;
    }

    /** The name of the room that the token let this participant into. */
    public String roomName() {
        return roomName;
    }

    @Override
    public String publish(String source) {
        // The server does not respond to a track that the permissions forbid, and the client gives up only after ten
        // seconds.
        self().map(me -> me.path("permission"))
                .filter(permission -> forbids(permission, source))
                .ifPresent(permission -> {
                    throw new IllegalStateException(identity + " may not publish " + source);
                });
        String track =
                ask("publish", Map.of("id", id, "source", source)).path("sid").asString();
        untilServer(() -> tracks().contains(track), "publishes " + source);
        return track;
    }

    private static boolean forbids(JsonNode permission, String source) {
        JsonNode sources = permission.path("can_publish_sources");
        return !permission.path("can_publish").asBoolean(false)
                || (!sources.isEmpty()
                        && sources.valueStream()
                                .noneMatch(allowed -> allowed.asString().equalsIgnoreCase(source)));
    }

    @Override
    public void unpublish(String trackId) {
        ask("unpublish", Map.of("id", id, "sid", trackId));
        untilServer(() -> !tracks().contains(trackId), "no longer publishes " + trackId);
    }

    @Override
    public boolean connected() {
        return disconnectReason().isEmpty();
    }

    @Override
    public void leave() {
        if (!connected()) {
            return;
        }
        ask("leave", Map.of("id", id));
        awaitDisconnected(PATIENCE);
        until(() -> self().isEmpty(), "has left");
    }

    /** Why this participant is out, in LiveKit's words such as {@code PARTICIPANT_REMOVED}; empty while it is in. */
    public Optional<String> disconnectReason() {
        lock.lock();
        try {
            return Optional.ofNullable(disconnectReason);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until this participant is out of the room.
     *
     * @return why, as {@link #disconnectReason}
     * @throws AssertionError if it is still in after that time
     */
    public String awaitDisconnected(Duration patience) {
        return await(() -> disconnectReason, patience, "was not disconnected");
    }

    /** The messages that have reached this participant, oldest first. */
    public List<Data> data() {
        lock.lock();
        try {
            return List.copyOf(data);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The first message that fits, whether it has arrived already or is still to come.
     *
     * @throws AssertionError if none comes in time
     */
    public Data awaitData(Predicate<Data> fits, Duration patience) {
        return await(() -> data.stream().filter(fits).findFirst().orElse(null), patience, "got no fitting message");
    }

    private <T> T await(Supplier<T> look, Duration patience, String otherwise) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (true) {
                T found = look.get();
                if (found != null) {
                    return found;
                }
                if (nanos <= 0) {
                    throw new AssertionError(identity + " " + otherwise + " within " + patience);
                }
                nanos = happened.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + identity, e);
        } finally {
            lock.unlock();
        }
    }

    private JsonNode ask(String command, Map<String, String> arguments) {
        try {
            return process.ask(command, arguments, PATIENCE);
        } catch (NodeProcess.Refusal e) {
            throw new IllegalStateException(command + ": " + e.getMessage(), e);
        }
    }

    /** This connection as the server shows it; empty when it is out, also when another one came with its identity. */
    private Optional<JsonNode> self() {
        return server.participant(roomName, identity)
                .filter(found -> found.path("sid").asString().equals(sid));
    }

    private List<String> tracks() {
        return self().map(me -> me.path("tracks")
                        .valueStream()
                        .map(track -> track.path("sid").asString())
                        .toList())
                .orElse(List.of());
    }

    /** The same as {@link #until}, but also ends when the participant is out of the room. */
    private void untilServer(Supplier<Boolean> shows, String what) {
        until(() -> shows.get() || !connected(), what);
        if (!connected()) {
            throw new IllegalStateException(identity + " is out of the room: " + disconnectReason);
        }
    }

    private void until(Supplier<Boolean> holds, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.get()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "the server did not show within " + PATIENCE + " that " + identity + " " + what);
            }
            // The server has no call that waits: poll without using a whole core.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Override
    public String toString() {
        return "NodeParticipant[" + identity + " in " + roomName + "]";
    }

    /** A message that reached a participant. Immutable. */
    public static final class Data {

        private final String topic;
        private final byte[] payload;
        private final String sender;

        Data(String topic, byte[] payload, String sender) {
            this.topic = topic;
            this.payload = payload;
            this.sender = sender;
        }

        /** The topic, or the empty string. */
        public String topic() {
            return topic;
        }

        /** The payload's bytes. */
        public byte[] payload() {
            return payload.clone();
        }

        /** The sender's identity, or the empty string when the server itself sent it. */
        public String sender() {
            return sender;
        }
    }
}

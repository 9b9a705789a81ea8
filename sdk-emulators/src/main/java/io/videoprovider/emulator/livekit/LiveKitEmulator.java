package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.internal.FaultPlans;
import io.videoprovider.emulator.internal.HttpFront;
import io.videoprovider.emulator.internal.Journal;
import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * A LiveKit server for tests, on real HTTP and without media: rooms, tokens, recordings, ingress, SIP and agents as a
 * self-hosted server 1.13 answers them, webhooks as it signs and retries them, and people who join with real tokens.
 *
 * <pre>{@code
 * try (LiveKitEmulator emulator = LiveKitEmulator.builder()
 *         .apiKey("devkey", "secret").delays(Delays.SHORT).start()) {
 *     URI url = emulator.url();                          // for the client under test
 *     LiveKitParticipant alice = emulator.join(token);   // a join token that the client minted
 *     String track = alice.publish("camera");
 * }
 * }</pre>
 *
 * <p>Whatever it answers was measured on a server 1.13.3 or read in its sources; it shares no code with any client.
 * Thread-safe. {@link #close} ends all of its threads.
 */
public final class LiveKitEmulator implements AutoCloseable {

    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

    private final ProtoJson protoJson = new ProtoJson(Schema.LIVEKIT);
    private final Tokens tokens;
    private final Timers timers;
    private final FaultPlans plans = new FaultPlans();
    private final LiveKitFaults faults = new LiveKitFaults(plans);
    private final Webhooks webhooks;
    private final Rooms rooms;
    private final EgressService egress;
    private final IngressService ingress;
    private final SipService sip;
    private final Journal<LiveKitRequest> requests = new Journal<>();
    private final LiveKitFront server;
    private final URI url;

    private LiveKitEmulator(Builder builder) {
        Map<String, String> secrets = builder.secrets.isEmpty() ? Map.of("devkey", "secret") : builder.secrets;
        EmulatorOptions options = new EmulatorOptions(
                builder.redis,
                builder.egressWorker,
                builder.unifiedEgress,
                builder.enableRemoteUnmute,
                builder.manualRecordings,
                builder.clock);

        tokens = new Tokens(secrets, options.clock(), protoJson);
        timers = new Timers("livekit-emulator", builder.delays);
        webhooks = new Webhooks(protoJson, secrets, options.clock(), timers, faults, plans);
        builder.webhooks.forEach(webhooks::add);
        rooms = new Rooms(webhooks, options.clock(), builder.removalRevokesTokens);
        egress = new EgressService(rooms, webhooks, timers, options);
        ingress = new IngressService(timers, options.redis(), builder.ingressUrls);
        sip = new SipService(rooms, timers, options.redis());
        RoomService roomService = new RoomService(rooms, timers, options);

        Map<String, Rpc> calls = new HashMap<>();
        for (Rpc.Service service :
                List.of(roomService, egress, ingress, sip, new AgentDispatchService(rooms, timers))) {
            calls.putAll(service.calls());
        }
        server = new LiveKitFront(
                Schema.LIVEKIT, tokens, calls, plans, timers, new ControlApi(this), options.clock(), requests);
        url = start(builder.port);
    }

    private URI start(int port) {
        rooms.notifyOf(egress);
        plans.whenCleared(webhooks::releaseHeldBack);
        URI started;
        try {
            started = server.start(port);
        } catch (UncheckedIOException e) {
            close();
            throw e;
        }
        timers.every(HOUSEKEEPING, () -> {
            rooms.closeIdle();
            egress.endWithRooms();
        });
        return started;
    }

    /** A builder with the defaults that it documents. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where the server listens: {@code http://127.0.0.1:port}. */
    public URI url() {
        return url;
    }

    /**
     * Lets somebody join, as a client SDK would with this token. The room is created if it does not exist, with the
     * token's room configuration; whoever is in it under the same identity is thrown out.
     *
     * @param token a join token, verified as the server does
     * @throws JoinRefusedException if the token does not let its bearer in, or the room is full
     */
    public LiveKitParticipant join(String token) {
        Objects.requireNonNull(token, "token");
        try {
            Claims claims = tokens.verify(token);
            return rooms.join(claims, protoJson.read("RoomConfiguration", Json.object(claims.json(), "roomConfig")));
        } catch (Tokens.RejectedException e) {
            throw new JoinRefusedException(401, e.textWithoutToken());
        } catch (ProtoJson.MalformedException e) {
            throw new JoinRefusedException(401, "invalid token: roomConfig: " + e.getMessage());
        }
    }

    /** Everybody who is in a room now. */
    public List<LiveKitParticipant> participants() {
        return rooms.participants();
    }

    /** What is to go wrong from now on. */
    public LiveKitFaults faults() {
        return faults;
    }

    /** The requests that the server received, oldest first; the newest 20,000 of them. */
    public List<LiveKitRequest> requests() {
        return requests.entries();
    }

    /**
     * Waits until the requests that the server received meet a condition.
     *
     * @param condition is given all requests so far, after each of them
     * @return the requests that met it
     * @throws AssertionError if they do not in time
     */
    public List<LiveKitRequest> awaitRequests(Predicate<? super List<LiveKitRequest>> condition, Duration atMost) {
        return requests.await(condition, atMost);
    }

    /** The attempts to deliver webhooks, oldest first; the newest 20,000 of them. */
    public List<LiveKitWebhook> webhooks() {
        return webhooks.journal().entries();
    }

    /**
     * Waits until the attempts to deliver webhooks meet a condition.
     *
     * @param condition is given all attempts so far, after each of them
     * @return the attempts that met it
     * @throws AssertionError if they do not in time
     */
    public List<LiveKitWebhook> awaitWebhooks(Predicate<? super List<LiveKitWebhook>> condition, Duration atMost) {
        return webhooks.journal().await(condition, atMost);
    }

    /**
     * Sends webhooks to one more receiver.
     *
     * @param apiKey the name of the key that signs them, one of the server's
     * @throws IllegalArgumentException if the server has no such key, or the URL is not of http or https
     */
    public void addWebhook(URI receiver, String apiKey) {
        webhooks.add(new Webhooks.Receiver(receiver.toString(), apiKey, List.of(), List.of()));
    }

    /**
     * Pushes a recording one status further: starting → active → ending → complete, or whatever its path asked for.
     *
     * @param egressId the id, {@code EG_…}
     * @return its status now, such as {@code EGRESS_ACTIVE}
     * @throws IllegalArgumentException if the recording does not exist
     */
    public String advanceRecording(String egressId) {
        return egress.advance(egressId);
    }

    /**
     * Lets a recording fail, unless it has ended.
     *
     * @throws IllegalArgumentException if the recording does not exist
     */
    public void failRecording(String egressId, String error) {
        egress.fail(egressId, error);
    }

    /**
     * Ends a recording as one that reached a limit: there is a file, but not of everything.
     *
     * @throws IllegalArgumentException if the recording does not exist
     */
    public void endRecordingAtLimit(String egressId) {
        egress.reachLimit(egressId);
    }

    /**
     * Kills the worker of a recording, as {@code kill -9} does: the server lists the recording as it was from then on, also after
     * its room has ended, and answers a request to stop it with a timeout after three seconds.
     *
     * @throws IllegalArgumentException if the recording does not exist
     */
    public void loseEgressWorker(String egressId) {
        egress.loseWorker(egressId);
    }

    FaultPlans faultPlans() {
        return plans;
    }

    List<ObjectNode> egresses() {
        return egress.all();
    }

    /** Forgets rooms, recordings, faults and what was recorded of requests and webhooks; tells nobody. */
    public void reset() {
        faults.clear();
        rooms.clear();
        egress.clear();
        ingress.clear();
        sip.clear();
        webhooks.clear();
        requests.clear();
    }

    /** Stops listening and ends all threads. Requests that wait are answered at once. */
    @Override
    public void close() {
        timers.close();
        webhooks.close();
        server.close();
    }

    @Override
    public String toString() {
        return "LiveKitEmulator[" + url + "]";
    }

    /** Collects what the server is to be like. Not thread-safe. */
    public static final class Builder {

        private final Map<String, String> secrets = new LinkedHashMap<>();
        private final List<Webhooks.Receiver> webhooks = new ArrayList<>();
        private int port;
        private Delays delays = Delays.REAL;
        private Clock clock = Clock.systemUTC();
        private boolean redis = true;
        private boolean egressWorker = true;
        private boolean unifiedEgress = true;
        private boolean enableRemoteUnmute;
        private boolean manualRecordings;
        private boolean removalRevokesTokens;
        private Map<String, String> ingressUrls = Map.of();

        private Builder() {}

        /** The port; 0, the default, for any free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** An API key of the server; may be called several times. Without any there is {@code devkey}, {@code secret}. */
        public Builder apiKey(String key, String secret) {
            secrets.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(secret, "secret"));
            return this;
        }

        /**
         * A receiver of webhooks; may be called several times.
         *
         * @param apiKey the name of the key that signs them, one of the server's
         */
        public Builder webhook(URI receiver, String apiKey) {
            webhooks.add(new Webhooks.Receiver(
                    receiver.toString(), Objects.requireNonNull(apiKey, "apiKey"), List.of(), List.of()));
            return this;
        }

        /** How long the server's own delays take; {@link Delays#REAL} by default. */
        public Builder delays(Delays delays) {
            this.delays = Objects.requireNonNull(delays, "delays");
            return this;
        }

        /** Whether a recording worker is there; true by default. Without one, starts answer 503 after 22 s. */
        public Builder egressWorker(boolean present) {
            this.egressWorker = present;
            return this;
        }

        /** Where ingresses say that encoders should send to. Nowhere by default, as on a server that was not told. */
        public Builder ingressUrls(String rtmp, String whip) {
            this.ingressUrls = Map.of("RTMP_INPUT", rtmp, "WHIP_INPUT", whip);
            return this;
        }

        /** Whether the server has Redis; true by default. Without it there are no recordings, ingresses and SIP. */
        public Builder redis(boolean present) {
            this.redis = present;
            return this;
        }

        /** Whether the server may unmute people; false by default, as the real one's configuration. */
        public Builder enableRemoteUnmute(boolean enabled) {
            this.enableRemoteUnmute = enabled;
            return this;
        }

        /** Whether the server knows {@code StartEgress}; true by default. False is a server older than 1.13.2. */
        public Builder unifiedEgress(boolean known) {
            this.unifiedEgress = known;
            return this;
        }

        /**
         * Whether {@code RemoveParticipant} revokes the participant's tokens, as on LiveKit Cloud; false by default. Without
         * {@code revoke_token_ts} it revokes those that are valid from less than a minute ahead.
         */
        public Builder removalRevokesTokens(boolean revokes) {
            this.removalRevokesTokens = revokes;
            return this;
        }

        /** Whether recordings move only when {@link #advanceRecording} and its like push them; false by default. */
        public Builder manualRecordings(boolean manual) {
            this.manualRecordings = manual;
            return this;
        }

        /** The clock for tokens, timestamps and the timeouts of rooms; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Starts the server.
         *
         * @throws UncheckedIOException if the port is taken
         * @throws IllegalArgumentException if a webhook is to be signed with a key that the server does not have, or its
         *     URL is not of http or https
         */
        public LiveKitEmulator start() {
            HttpFront.checkJackson();
            return new LiveKitEmulator(this);
        }
    }
}

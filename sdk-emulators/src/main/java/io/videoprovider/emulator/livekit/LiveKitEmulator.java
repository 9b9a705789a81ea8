package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.internal.FaultPlans;
import io.videoprovider.emulator.internal.HttpFront;
import io.videoprovider.emulator.internal.Journal;
import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import io.videoprovider.error.Check;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import tools.jackson.databind.node.ObjectNode;

/**
 * A LiveKit server for tests, on real HTTP and without media: rooms, tokens, recordings, ingress, SIP and agents as a
 * self-hosted server 1.13 implements them, webhooks with its signatures and retries, and participants who join with real
 * tokens.
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
 * <p>Its responses were measured on a server 1.13.3 or taken from its sources; it shares no code with any client.
 * Thread-safe. {@link #close} ends all of its threads.
 */
public final class LiveKitEmulator implements AutoCloseable {

    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

    private final ProtoJson protoJson;
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
                builder.newestProtocol,
                builder.sipWorker,
                builder.clock);
        Schema schema = options.newestProtocol() ? Schema.NEWEST : Schema.LIVEKIT;
        protoJson = new ProtoJson(schema);

        tokens = new Tokens(secrets, options, protoJson);
        timers = new Timers("livekit-emulator", builder.delays);
        webhooks = new Webhooks(protoJson, secrets, options.clock(), timers, faults, plans, builder.http);
        builder.webhooks.forEach(webhooks::add);
        rooms = new Rooms(webhooks, options, builder.removalRevokesTokens);
        egress = new EgressService(rooms, webhooks, timers, options);
        ingress = new IngressService(timers, options.redis(), builder.ingressUrls);
        sip = new SipService(rooms, timers, options);
        RoomService roomService = new RoomService(rooms, timers, options);

        Map<String, Rpc> calls = new HashMap<>();
        for (Rpc.Service service :
                List.of(roomService, egress, ingress, sip, new AgentDispatchService(rooms, timers))) {
            calls.putAll(service.calls());
        }
        server =
                new LiveKitFront(schema, tokens, calls, plans, timers, new ControlApi(this), options.clock(), requests);
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

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the URL of the server: {@code http://127.0.0.1:port}. */
    public URI url() {
        return url;
    }

    /**
     * Joins a participant, as a client SDK does with this token. If the room does not exist, it is created with the token's
     * room configuration. A participant with the same identity is disconnected.
     *
     * @param token a join token, verified as the server does
     * @throws JoinRefusedException if the token does not permit joining, or the room is full
     */
    public LiveKitParticipant join(String token) {
        Check.notNull("token", token);
        try {
            Claims claims = tokens.verify(token);
            return rooms.join(claims, protoJson.read("RoomConfiguration", Json.object(claims.json(), "roomConfig")));
        } catch (Tokens.RejectedException e) {
            throw new JoinRefusedException(401, e.textWithoutToken());
        } catch (ProtoJson.MalformedException e) {
            throw new JoinRefusedException(401, "invalid token: roomConfig: " + e.getMessage());
        }
    }

    /** Returns the connected participants of all rooms. */
    public List<LiveKitParticipant> participants() {
        return rooms.participants();
    }

    /** Returns the faults, to which a test adds. */
    public LiveKitFaults faults() {
        return faults;
    }

    /** Returns the received requests, oldest first; at most the newest 20,000. */
    public List<LiveKitRequest> requests() {
        return requests.entries();
    }

    /**
     * Waits until the received requests meet a condition.
     *
     * @param condition receives all requests so far, after each request
     * @return the requests that met the condition
     * @throws AssertionError if they do not in time
     */
    public List<LiveKitRequest> awaitRequests(Predicate<? super List<LiveKitRequest>> condition, Duration atMost) {
        return requests.await(condition, atMost);
    }

    /** Returns the attempts to deliver webhooks, oldest first; at most the newest 20,000. */
    public List<LiveKitWebhook> webhooks() {
        return webhooks.journal().entries();
    }

    /**
     * Waits until the attempts to deliver webhooks meet a condition.
     *
     * @param condition receives all attempts so far, after each attempt
     * @return the attempts that met the condition
     * @throws AssertionError if they do not in time
     */
    public List<LiveKitWebhook> awaitWebhooks(Predicate<? super List<LiveKitWebhook>> condition, Duration atMost) {
        return webhooks.journal().await(condition, atMost);
    }

    /**
     * Adds a receiver of webhooks.
     *
     * @param apiKey the name of the key that signs them, one of the server's
     * @throws IllegalArgumentException if the server does not have the key, or the URL is not of http or https
     */
    public void addWebhook(URI receiver, String apiKey) {
        webhooks.add(new Webhooks.Receiver(receiver.toString(), apiKey, List.of(), List.of()));
    }

    /**
     * Advances a recording by one status: starting → active → ending → complete, or the course that its path selects.
     *
     * @param egressId the id, {@code EG_…}
     * @return the new status, such as {@code EGRESS_ACTIVE}
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
     * Ends a recording at a limit: its file is truncated.
     *
     * @throws IllegalArgumentException if the recording does not exist
     */
    public void endRecordingAtLimit(String egressId) {
        egress.reachLimit(egressId);
    }

    /**
     * Kills the worker of a recording, as {@code kill -9} does: from then on the server lists the recording unchanged, also
     * after its room has ended, and a request to stop it times out after three seconds.
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

    /** Deletes rooms, recordings, faults and the recorded requests and webhooks. Sends no webhooks. */
    public void reset() {
        faults.clear();
        rooms.clear();
        egress.clear();
        ingress.clear();
        sip.clear();
        webhooks.clear();
        requests.clear();
    }

    /** Stops the server and its threads. Waiting requests get their response at once. */
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

    /** Builder of an emulator. Not thread-safe. */
    public static final class Builder {

        private final Map<String, String> secrets = new LinkedHashMap<>();
        private final List<Webhooks.Receiver> webhooks = new ArrayList<>();
        private int port;
        private Delays delays = Delays.REAL;
        private Clock clock = Clock.systemUTC();
        private Consumer<OkHttpClient.Builder> http = client -> {};
        private boolean redis = true;
        private boolean egressWorker = true;
        private boolean unifiedEgress = true;
        private boolean enableRemoteUnmute;
        private boolean manualRecordings;
        private boolean removalRevokesTokens;
        private boolean newestProtocol;
        private boolean sipWorker;
        private Map<String, String> ingressUrls = Map.of();

        private Builder() {}

        /** Sets the port; 0, the default, selects a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Adds an API key of the server. By default the server has the key {@code devkey} with the secret {@code secret}. */
        public Builder apiKey(String key, String secret) {
            secrets.put(Check.notNull("key", key), Check.notNull("secret", secret));
            return this;
        }

        /**
         * Adds a receiver of webhooks.
         *
         * @param apiKey the name of the key that signs them, one of the server's
         */
        public Builder webhook(URI receiver, String apiKey) {
            webhooks.add(new Webhooks.Receiver(
                    Check.notNull("receiver", receiver).toString(),
                    Check.notNull("apiKey", apiKey),
                    List.of(),
                    List.of()));
            return this;
        }

        /** Sets the scale of the server's delays; {@link Delays#REAL} by default. */
        public Builder delays(Delays delays) {
            this.delays = Check.notNull("delays", delays);
            return this;
        }

        /** Sets whether the server has a recording worker; true by default. Without one, starts fail with 503 after 22 s. */
        public Builder egressWorker(boolean present) {
            this.egressWorker = present;
            return this;
        }

        /** Sets the URLs of ingresses for encoders. Empty by default, as on a server without that configuration. */
        public Builder ingressUrls(String rtmp, String whip) {
            this.ingressUrls =
                    Map.of("RTMP_INPUT", Check.notNull("rtmp", rtmp), "WHIP_INPUT", Check.notNull("whip", whip));
            return this;
        }

        /**
         * Sets whether the server has Redis; true by default. Without it the server supports no recordings, ingresses and SIP.
         */
        public Builder redis(boolean present) {
            this.redis = present;
            return this;
        }

        /** Sets whether the server may unmute participants; false by default, as on a real server. */
        public Builder enableRemoteUnmute(boolean enabled) {
            this.enableRemoteUnmute = enabled;
            return this;
        }

        /** Sets whether the server supports {@code StartEgress}; true by default. False is a server older than 1.13.2. */
        public Builder unifiedEgress(boolean known) {
            this.unifiedEgress = known;
            return this;
        }

        /**
         * Sets whether the server has a SIP worker, which calls telephones; false by default. Calls to {@code busy}, {@code
         * busy-everywhere}, {@code declined} and {@code unanswered} fail if the request waits for an answer; a call to {@code slow} is answered after 12 s. Others are answered
         * within a second.
         */
        public Builder sipWorker(boolean present) {
            this.sipWorker = present;
            return this;
        }

        /**
         * Sets whether the server has protocol 1.54; false by default, as a server 1.13.3. Since then streams have ids ({@code
         * destinations}), {@code room_finished} has a reason, {@code track_*} have the whole room, a token must have {@code exp},
         * and a 401 does not repeat the token.
         */
        public Builder newestProtocol(boolean newest) {
            this.newestProtocol = newest;
            return this;
        }

        /**
         * Sets whether {@code RemoveParticipant} revokes the participant's tokens, as on LiveKit Cloud; false by default.
         * Without {@code revoke_token_ts} it revokes those that become valid less than a minute from now.
         */
        public Builder removalRevokesTokens(boolean revokes) {
            this.removalRevokesTokens = revokes;
            return this;
        }

        /** Sets whether only {@link #advanceRecording} and similar methods change the status of recordings; false by default. */
        public Builder manualRecordings(boolean manual) {
            this.manualRecordings = manual;
            return this;
        }

        /** Sets the clock for tokens, timestamps and the timeouts of rooms; the system clock by default. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Customizes the HTTP client that delivers webhooks, for example TLS or a proxy. Its timeouts stay the vendor's. */
        public Builder http(Consumer<OkHttpClient.Builder> customizer) {
            this.http = Check.notNull("customizer", customizer);
            return this;
        }

        /**
         * Starts the server.
         *
         * @throws UncheckedIOException if the port is taken
         * @throws IllegalArgumentException if the server does not have the key of a webhook, or its URL is not of http or https
         */
        public LiveKitEmulator start() {
            HttpFront.checkJackson();
            return new LiveKitEmulator(this);
        }
    }
}

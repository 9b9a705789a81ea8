package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.internal.FaultPlans;
import io.videoprovider.emulator.internal.HttpFront;
import io.videoprovider.emulator.internal.Journal;
import io.videoprovider.emulator.internal.Timers;
import io.videoprovider.error.Check;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;

/**
 * Stream's video API for tests, on real HTTP and without media: users, call types, calls with their members and sessions,
 * recordings, transcriptions and broadcasts as in the vendor's server-side API, webhooks with its signatures and retries,
 * and participants who join with real tokens.
 *
 * <pre>{@code
 * try (StreamEmulator emulator = StreamEmulator.builder()
 *         .apiKey("key", "secret").delays(Delays.SHORT).start()) {
 *     URI url = emulator.url();                                              // for the client under test
 *     StreamParticipant alice = emulator.join(userToken, "default:standup"); // a token that the client minted
 *     String track = alice.publish("camera");
 * }
 * }</pre>
 *
 * <p>Responses follow the vendor's public documentation and its Go client; the emulator shares no code with any client.
 * Thread-safe. {@link #close} ends all of its threads.
 */
public final class StreamEmulator implements AutoCloseable {

    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final FaultPlans plans = new FaultPlans();
    private final StreamFaults faults = new StreamFaults(plans);
    private final Journal<StreamRequest> requests = new Journal<>();
    private final Set<String> seededUsers;
    private final Timers timers;
    private final Tokens tokens;
    private final App app;
    private final Webhooks webhooks;
    private final Tasks tasks;
    private final Roles roles;
    private final Users users;
    private final CallTypes types;
    private final Calls calls;
    private final ExternalStorages storages = new ExternalStorages();
    private final Devices devices;
    private final ChatChannels channels;
    private final Egresses egresses;
    private final SipTrunks sip;
    private final RateLimits limits;
    private final HttpFront server;
    private final URI url;

    private StreamEmulator(Builder builder) {
        Clock clock = builder.clock;
        seededUsers = Set.copyOf(builder.users);
        timers = new Timers("stream-emulator", builder.delays);
        tokens = new Tokens(builder.apiSecret, clock);
        app = new App(clock, builder.webhooks);
        webhooks = new Webhooks(
                builder.apiKey,
                new StreamWebhookSigner(builder.apiKey, builder.apiSecret),
                builder.webhookNanoseconds,
                clock,
                timers,
                plans,
                builder.http);
        tasks = new Tasks(clock, timers, this::locked);
        roles = new Roles(clock);
        users = new Users(clock, tasks, roles);
        devices = new Devices(clock, users);
        channels = new ChatChannels(clock, users, tasks);
        types = new CallTypes(clock, roles);
        calls = new Calls(
                lock,
                clock,
                timers,
                users,
                types,
                app,
                webhooks,
                "ingress.emulator.invalid",
                builder.sessionParticipants);
        egresses = new Egresses(calls, users, storages, timers, builder.manualRecordings);
        sip = new SipTrunks(builder.apiKey, clock, users, tokens);
        limits = new RateLimits(clock, builder.rateLimits);

        List<Operation> operations = new ArrayList<>();
        for (Operation.Service service : List.of(
                app,
                tasks,
                roles,
                users,
                types,
                storages,
                devices,
                channels,
                egresses,
                new CallService(calls, users, tasks, egresses),
                new Moderation(calls, users),
                new Statistics(calls, users),
                sip,
                new AuxiliaryOperations(users, app, tokens, limits, () -> names(operations)))) {
            operations.addAll(service.operations());
        }
        server = new StreamFront(
                builder.apiKey,
                tokens,
                operations,
                calls,
                egresses,
                limits,
                plans,
                timers,
                new ControlApi(this),
                clock,
                requests);
        url = start(builder.port);
    }

    private static List<String> names(List<Operation> operations) {
        return operations.stream().map(Operation::name).toList();
    }

    private URI start(int port) {
        calls.notifyOf(egresses);
        plans.whenCleared(webhooks::releaseHeldBack);
        seededUsers.forEach(users::ensure);
        URI started;
        try {
            started = server.start(port);
        } catch (UncheckedIOException e) {
            close();
            throw e;
        }
        egresses.filesAt(started + StreamFront.FILES);
        timers.every(HOUSEKEEPING, calls::housekeeping);
        return started;
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
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
     * Joins a participant to the call in {@code call_cids} of the token, which must be one.
     *
     * @param token a call token, verified as the server does
     * @throws JoinRefusedException if the call does not permit joining
     * @throws IllegalArgumentException if the token contains no call, or several
     */
    public StreamParticipant join(String token) {
        Caller caller = user(token);
        if (caller.callCids().size() != 1) {
            throw new IllegalArgumentException(
                    "the token must contain one call, had " + caller.callCids().size() + "; use join(token, callCid)");
        }
        return join(caller, caller.callCids().get(0));
    }

    /**
     * Joins a participant to a call, as a client SDK does with this token. The call must exist; a user that does not exist is
     * created. Joining twice creates two participants, as with two devices.
     *
     * @param token a user token or a call token, verified as the server does
     * @param callCid the call, such as {@code default:standup}; a call token also permits joining other calls
     * @throws JoinRefusedException if the token is not valid, the call does not exist, or it does not permit joining
     */
    public StreamParticipant join(String token, String callCid) {
        Check.notNull("callCid", callCid);
        return join(user(token), callCid);
    }

    private Caller user(String token) {
        Check.notNull("token", token);
        try {
            Caller caller = tokens.verify(token);
            if (caller.server()) {
                throw ApiError.of(ApiError.UNAUTHENTICATED, "token must include the userID claim");
            }
            return caller;
        } catch (ApiError e) {
            throw new JoinRefusedException(e);
        }
    }

    private StreamParticipant join(Caller caller, String callCid) {
        try {
            return calls.join(caller, callCid);
        } catch (ApiError e) {
            throw new JoinRefusedException(e);
        }
    }

    /** Returns the participants of all calls. */
    public List<StreamParticipant> participants() {
        return calls.participants();
    }

    /** Returns the faults, to which a test adds. */
    public StreamFaults faults() {
        return faults;
    }

    FaultPlans faultPlans() {
        return plans;
    }

    /** Returns the received requests, oldest first; at most the newest 20,000. */
    public List<StreamRequest> requests() {
        return requests.entries();
    }

    /**
     * Waits until the received requests meet a condition.
     *
     * @param condition receives all requests so far, after each request
     * @return the requests that met the condition
     * @throws AssertionError if they do not in time
     */
    public List<StreamRequest> awaitRequests(Predicate<? super List<StreamRequest>> condition, Duration atMost) {
        return requests.await(condition, atMost);
    }

    /** Returns the attempts to deliver webhooks, oldest first; at most the newest 20,000. */
    public List<StreamWebhook> webhooks() {
        return webhooks.journal().entries();
    }

    /**
     * Waits until the attempts to deliver webhooks meet a condition.
     *
     * @param condition receives all attempts so far, after each attempt
     * @return the attempts that met the condition
     * @throws AssertionError if they do not in time
     */
    public List<StreamWebhook> awaitWebhooks(Predicate<? super List<StreamWebhook>> condition, Duration atMost) {
        return webhooks.journal().await(condition, atMost);
    }

    /**
     * Adds a receiver of webhooks to those in the application's settings.
     *
     * @throws IllegalArgumentException if the URL is not of http or https
     */
    public void addWebhook(URI receiver) {
        Webhooks.Receiver added =
                Webhooks.receiver(Check.notNull("receiver", receiver).toString());
        locked(() -> app.add(added));
    }

    /**
     * Advances a recording by one step: starting → running → stopped → ready.
     *
     * @param callCid the call, such as {@code default:standup}
     * @param type {@code composite}, {@code individual} or {@code raw}
     * @return the new state
     * @throws IllegalArgumentException if the recording does not exist
     */
    public String advanceRecording(String callCid, String type) {
        return calls.locked(() -> egresses.advance(callCid, type));
    }

    /**
     * Completes the file of a recording, which continues in another one, as after two hours.
     *
     * @throws IllegalArgumentException if the recording is not running
     */
    public void splitRecording(String callCid, String type) {
        locked(() -> egresses.split(callCid, type));
    }

    /**
     * Lets a recording fail that is active or starting.
     *
     * @throws IllegalArgumentException if the recording does not exist
     */
    public void failRecording(String callCid, String type) {
        locked(() -> egresses.fail(callCid, type));
    }

    /**
     * Kills the worker of a recording or broadcast: from then on the call reports it as running, in later sessions too, and a
     * request to stop it fails with 500. In a later session another one may be started. Stream's behaviour in this case is not
     * public.
     *
     * @param kindOrName {@code composite}, {@code individual}, {@code raw}, {@code hls}, or the name of an RTMP broadcast
     * @throws IllegalArgumentException if no egress of this kind or name is running
     */
    public void loseEgressWorker(String callCid, String kindOrName) {
        locked(() -> egresses.loseWorker(callCid, kindOrName));
    }

    /** Deletes users, calls, settings, faults and the recorded requests and webhooks. Sends no webhooks. */
    public void reset() {
        faults.clear();
        locked(() -> {
            calls.clear();
            egresses.clear();
            tasks.clear();
            users.clear();
            roles.clear();
            types.clear();
            storages.clear();
            devices.clear();
            channels.clear();
            sip.clear();
            app.clear();
            limits.clear();
            seededUsers.forEach(users::ensure);
        });
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
        return "StreamEmulator[" + url + "]";
    }

    /** Builder of an emulator. Not thread-safe. */
    public static final class Builder {

        private final List<Webhooks.Receiver> webhooks = new ArrayList<>();
        private final Set<String> users = new LinkedHashSet<>();
        private final Map<String, Integer> rateLimits = new LinkedHashMap<>();
        private String apiKey = "key";
        private String apiSecret = "secret";
        private int port;
        private Delays delays = Delays.REAL;
        private Clock clock = Clock.systemUTC();
        private Consumer<OkHttpClient.Builder> http = client -> {};
        private boolean webhookNanoseconds;
        private boolean manualRecordings;
        private int sessionParticipants = Integer.MAX_VALUE;

        private Builder() {}

        /** Sets the port; 0, the default, selects a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** Sets the application's API key and its secret, of any length; {@code key} and {@code secret} by default. */
        public Builder apiKey(String key, String secret) {
            this.apiKey = Check.notNull("key", key);
            this.apiSecret = Check.notNull("secret", secret);
            return this;
        }

        /**
         * Adds a receiver of webhooks to those in the application's settings.
         *
         * @throws IllegalArgumentException if the URL is not of http or https
         */
        public Builder webhook(URI receiver) {
            webhooks.add(Webhooks.receiver(Check.notNull("receiver", receiver).toString()));
            return this;
        }

        /** Adds a user that exists at the start and after each {@link #reset}. */
        public Builder user(String id) {
            users.add(Check.notNull("id", id));
            return this;
        }

        /** Sets the scale of the server's delays; {@link Delays#REAL} by default. */
        public Builder delays(Delays delays) {
            this.delays = Check.notNull("delays", delays);
            return this;
        }

        /**
         * Sets the maximum number of requests of an operation per minute of the clock; 60,000 by default.
         *
         * @param operation the vendor's name of the operation, such as {@code GetOrCreateCall}; {@code *} for each of the
         *     others
         * @throws IllegalArgumentException if the limit is less than 0
         */
        public Builder rateLimit(String operation, int perMinute) {
            Check.notNull("operation", operation);
            if (perMinute < 0) {
                throw new IllegalArgumentException("no limit: " + perMinute);
            }
            rateLimits.put(operation, perMinute);
            return this;
        }

        /**
         * Sets whether times in webhooks are nanoseconds since 1970 rather than RFC 3339; false by default. The vendor
         * documents RFC 3339; its Go client reads nanoseconds.
         */
        public Builder webhookNanoseconds(boolean nanoseconds) {
            this.webhookNanoseconds = nanoseconds;
            return this;
        }

        /** Sets whether only {@link #advanceRecording} and similar methods change the status of recordings; false by default. */
        public Builder manualRecordings(boolean manual) {
            this.manualRecordings = manual;
            return this;
        }

        /**
         * Sets the largest number of participants in the session of a call's response; no limit by default. The vendor documents no
         * limit. Queries for participants always return at most 100.
         *
         * @throws IllegalArgumentException if the number is negative
         */
        public Builder sessionParticipants(int most) {
            if (most < 0) {
                throw new IllegalArgumentException("not a number of participants: " + most);
            }
            this.sessionParticipants = most;
            return this;
        }

        /** Sets the clock for tokens, timestamps, rate limits and the timers of calls; the system clock by default. */
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
         */
        public StreamEmulator start() {
            HttpFront.checkJackson();
            return new StreamEmulator(this);
        }
    }
}

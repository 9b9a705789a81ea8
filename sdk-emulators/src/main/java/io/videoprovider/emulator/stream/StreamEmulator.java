package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.internal.FaultPlans;
import io.videoprovider.emulator.internal.HttpFront;
import io.videoprovider.emulator.internal.Journal;
import io.videoprovider.emulator.internal.Timers;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Stream's video API for tests, on real HTTP and without media: users, call types, calls with their members and sessions,
 * recordings, transcriptions and broadcasts as the vendor's server-side API answers them, webhooks as it signs and retries
 * them, and people who join with real tokens.
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
 * <p>What it answers follows the vendor's public documentation and its Go client; it shares no code with any client.
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
    private final Egresses egresses;
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
                plans);
        tasks = new Tasks(clock, timers, this::locked);
        roles = new Roles(clock);
        users = new Users(clock, tasks, roles);
        types = new CallTypes(clock, roles);
        calls = new Calls(lock, clock, timers, users, types, app, webhooks, "ingress.emulator.invalid");
        egresses = new Egresses(calls, users, storages, timers, builder.manualRecordings);
        limits = new RateLimits(clock, builder.rateLimits);

        List<Operation> operations = new ArrayList<>();
        for (Operation.Service service : List.of(
                app,
                tasks,
                roles,
                users,
                types,
                storages,
                egresses,
                new CallService(calls, users, tasks, egresses),
                new Moderation(calls, users),
                new AuxiliaryOperations(calls, users, app, tokens, limits, () -> names(operations)))) {
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

    /** A builder with the defaults that it documents. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where the server listens: {@code http://127.0.0.1:port}. */
    public URI url() {
        return url;
    }

    /**
     * Lets somebody join the one call that their token names in {@code call_cids}.
     *
     * @param token a call token, verified as the server does
     * @throws JoinRefusedException if the call does not let its bearer in
     * @throws IllegalArgumentException if the token names no call, or several
     */
    public StreamParticipant join(String token) {
        Caller caller = user(token);
        if (caller.callCids().size() != 1) {
            throw new IllegalArgumentException("the token names "
                    + caller.callCids().size() + " calls: say which one, it is no restriction to those");
        }
        return join(caller, caller.callCids().get(0));
    }

    /**
     * Lets somebody join a call, as a client SDK would with this token. The call must exist; a user who does not exist is
     * created. Joining twice makes two participants, as with two devices.
     *
     * @param token a user token or a call token, verified as the server does
     * @param callCid the call, such as {@code default:standup}; a call token lets its bearer into others too
     * @throws JoinRefusedException if the token is not valid, there is no such call, or it does not let the user in
     */
    public StreamParticipant join(String token, String callCid) {
        Objects.requireNonNull(callCid, "callCid");
        return join(user(token), callCid);
    }

    private Caller user(String token) {
        Objects.requireNonNull(token, "token");
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

    /** Everybody who is in a call now. */
    public List<StreamParticipant> participants() {
        return calls.participants();
    }

    /** What is to go wrong from now on. */
    public StreamFaults faults() {
        return faults;
    }

    FaultPlans faultPlans() {
        return plans;
    }

    /** The requests that the server received, oldest first; the newest 20,000 of them. */
    public List<StreamRequest> requests() {
        return requests.entries();
    }

    /**
     * Waits until the requests that the server received meet a condition.
     *
     * @param condition is given all requests so far, after each of them
     * @return the requests that met it
     * @throws AssertionError if they do not in time
     */
    public List<StreamRequest> awaitRequests(Predicate<? super List<StreamRequest>> condition, Duration atMost) {
        return requests.await(condition, atMost);
    }

    /** The attempts to deliver webhooks, oldest first; the newest 20,000 of them. */
    public List<StreamWebhook> webhooks() {
        return webhooks.journal().entries();
    }

    /**
     * Waits until the attempts to deliver webhooks meet a condition.
     *
     * @param condition is given all attempts so far, after each of them
     * @return the attempts that met it
     * @throws AssertionError if they do not in time
     */
    public List<StreamWebhook> awaitWebhooks(Predicate<? super List<StreamWebhook>> condition, Duration atMost) {
        return webhooks.journal().await(condition, atMost);
    }

    /**
     * Sends webhooks to one more receiver, beside those that the application's settings name.
     *
     * @throws IllegalArgumentException if the URL is not of http or https
     */
    public void addWebhook(URI receiver) {
        Webhooks.Receiver added = Webhooks.receiver(receiver.toString());
        locked(() -> app.add(added));
    }

    /**
     * Pushes a recording one step further: starting → running → stopped → ready.
     *
     * @param callCid the call, such as {@code default:standup}
     * @param type {@code composite}, {@code individual} or {@code raw}
     * @return where it is now
     * @throws IllegalArgumentException if the recording does not exist
     */
    public String advanceRecording(String callCid, String type) {
        return calls.locked(() -> egresses.advance(callCid, type));
    }

    /**
     * Ends a recording's file while the recording goes on, as happens after two hours: the file is ready, and there will be
     * another one.
     *
     * @throws IllegalArgumentException if no such recording is running
     */
    public void splitRecording(String callCid, String type) {
        locked(() -> egresses.split(callCid, type));
    }

    /**
     * Lets a recording fail that runs or is about to.
     *
     * @throws IllegalArgumentException if the recording does not exist
     */
    public void failRecording(String callCid, String type) {
        locked(() -> egresses.fail(callCid, type));
    }

    /**
     * Kills the worker of a recording or broadcast: the call reports it as running from then on, in later sessions too, and a
     * request to stop it answers 500. In a later session another one may be started. What Stream does in such a case is not public.
     *
     * @param kindOrName {@code composite}, {@code individual}, {@code raw}, {@code hls}, or the name of an RTMP broadcast
     * @throws IllegalArgumentException if nothing of that kind or name is running
     */
    public void loseEgressWorker(String callCid, String kindOrName) {
        locked(() -> egresses.loseWorker(callCid, kindOrName));
    }

    /** Forgets users, calls, settings, faults and what was recorded of requests and webhooks; tells nobody. */
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
            app.clear();
            limits.clear();
            seededUsers.forEach(users::ensure);
        });
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
        return "StreamEmulator[" + url + "]";
    }

    /** Collects what the server is to be like. Not thread-safe. */
    public static final class Builder {

        private final List<Webhooks.Receiver> webhooks = new ArrayList<>();
        private final Set<String> users = new LinkedHashSet<>();
        private final Map<String, Integer> rateLimits = new LinkedHashMap<>();
        private String apiKey = "key";
        private String apiSecret = "secret";
        private int port;
        private Delays delays = Delays.REAL;
        private Clock clock = Clock.systemUTC();
        private boolean webhookNanoseconds;
        private boolean manualRecordings;

        private Builder() {}

        /** The port; 0, the default, for any free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** The application's API key and its secret, of any length; {@code key} and {@code secret} by default. */
        public Builder apiKey(String key, String secret) {
            this.apiKey = Objects.requireNonNull(key, "key");
            this.apiSecret = Objects.requireNonNull(secret, "secret");
            return this;
        }

        /**
         * A receiver of webhooks, beside those that the application's settings name; may be called several times.
         *
         * @throws IllegalArgumentException if the URL is not of http or https
         */
        public Builder webhook(URI receiver) {
            webhooks.add(Webhooks.receiver(receiver.toString()));
            return this;
        }

        /** A user who exists from the beginning, and after each {@link #reset}; may be called several times. */
        public Builder user(String id) {
            users.add(Objects.requireNonNull(id, "id"));
            return this;
        }

        /** How long the server's own delays take; {@link Delays#REAL} by default. */
        public Builder delays(Delays delays) {
            this.delays = Objects.requireNonNull(delays, "delays");
            return this;
        }

        /**
         * How many requests an operation takes in a minute of the clock; 60,000 by default.
         *
         * @param operation the vendor's name for it, such as {@code GetOrCreateCall}; {@code *} for all others, each for
         *     itself
         * @throws IllegalArgumentException if the limit is less than 0
         */
        public Builder rateLimit(String operation, int perMinute) {
            if (perMinute < 0) {
                throw new IllegalArgumentException("no limit: " + perMinute);
            }
            rateLimits.put(Objects.requireNonNull(operation, "operation"), perMinute);
            return this;
        }

        /**
         * Whether times in webhooks are nanoseconds since 1970 rather than RFC 3339; false by default. The vendor documents
         * the one and accepts the other in its Go client.
         */
        public Builder webhookNanoseconds(boolean nanoseconds) {
            this.webhookNanoseconds = nanoseconds;
            return this;
        }

        /** Whether recordings move only when {@link #advanceRecording} and its like push them; false by default. */
        public Builder manualRecordings(boolean manual) {
            this.manualRecordings = manual;
            return this;
        }

        /** The clock for tokens, timestamps, rate limits and the timers of calls; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
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

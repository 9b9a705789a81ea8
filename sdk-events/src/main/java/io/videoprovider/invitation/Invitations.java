package io.videoprovider.invitation;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.event.RingEvent;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.CallEntryQuery;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.CallState;
import io.videoprovider.history.HistoryStorage;
import io.videoprovider.history.ParticipationEntry;
import io.videoprovider.history.ParticipationQuery;
import io.videoprovider.history.RingState;
import io.videoprovider.inbox.Delivery;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.message.Messages;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.ringing.Ringing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls users, who accept, decline or miss the call, in the same way on every provider. Where the provider has {@link Ringing}, it rings
 * the devices. Thread-safe.
 *
 * <pre>{@code
 * Invitations invitations = Invitations.builder(history, inbox).provider(video).build();
 * invitations.start();
 *
 * invitations.invite(InvitationRequest.builder(call.provider(), call.id(), "alice").callee("bob").build());
 * invitations.accept(call.provider(), call.id(), "bob");
 * }</pre>
 *
 * <p>The state is in the history: {@link CallEntry#rings}. Any number of instances may share it: of accept, decline, cancel and timeout,
 * exactly one takes effect for a callee. The others throw a {@link RingConflictException}. Instances that were {@linkplain #start started}
 * end rings at their timeout. A callee who joins the call has accepted it.
 *
 * <p>Each step is an event with the origin {@code APPLICATION}, which reaches handlers through the inbox, at least once: {@code
 * RingStarted}, {@code RingAccepted}, {@code RingRejected} and {@code RingMissed}. A cancellation is a {@code RingRejected} of the caller.
 * What the provider reports itself is not repeated. Participants of the call receive a message with the topic {@link #TOPIC}.
 *
 * <p>A call that no callee accepts is ended at the provider, unless another user than the caller is connected.
 *
 * <p>Methods throw {@link UnavailableException} if the storage fails. The creator closes the object; it closes neither the providers nor
 * the inbox.
 */
public final class Invitations implements AutoCloseable {

    /**
     * The topic of messages to the participants of a call. The payload is JSON, such as {@code
     * {"call":"default:consult","caller":"alice","rings":{"bob":"ACCEPTED"}}}, with the states that have changed.
     */
    public static final String TOPIC = "videoprovider.ring";

    private static final Logger log = LoggerFactory.getLogger(Invitations.class);

    /** The time for which a user who has accepted a call is busy without having joined it. */
    private static final Duration JOINED_WITHIN = Duration.ofSeconds(10);

    /** Users wait for a response meanwhile. */
    private static final RequestOptions SHORT =
            RequestOptions.builder().deadline(Duration.ofSeconds(3)).build();

    /** Participants who do not answer a call. */
    private static final Set<ParticipantKind> PROGRAMS = Set.of(ParticipantKind.AGENT, ParticipantKind.EGRESS);

    private static final int MAX_REASON = 100;
    private static final int MAX_FAILURE = 500;
    private static final int MAX_DUE = 100;
    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

    private final HistoryStorage storage;
    private final Inbox inbox;
    private final Map<ProviderId, VideoProvider> providers;
    private final Clock clock;
    private final Duration timeout;
    private final Duration poll;
    private final boolean busyInCalls;

    private @Nullable ScheduledExecutorService timer;
    private Instant nextWarning = Instant.MIN;

    private Invitations(Builder builder) {
        this.storage = builder.history.storage();
        this.inbox = builder.inbox;
        this.providers = Map.copyOf(builder.providers);
        this.clock = builder.clock;
        this.timeout = builder.timeout;
        this.poll = builder.poll;
        this.busyInCalls = builder.busyInCalls;
    }

    /**
     * Returns a new builder.
     *
     * @param history the history, which contains the state of invitations
     * @param inbox the inbox that receives the events
     */
    public static Builder builder(CallHistory history, Inbox inbox) {
        return new Builder(history, inbox);
    }

    // --- steps ----------------------------------------------------------------------------------

    /**
     * Calls users. A callee who is being called in another call, or who is connected to another call, is busy: the state is {@code BUSY}
     * from the beginning. If all callees are busy, no device rings.
     *
     * <p>If the provider cannot ring, its error is thrown, no callee remains in the state {@code RINGING}, and {@link CallEntry#failure}
     * contains the reason. Not safe to repeat: use a new call for each ring.
     *
     * @return the call, with the callees in {@link CallEntry#rings}
     * @throws InvalidRequestException if the provider is unknown
     * @throws NotFoundException if the call is neither in the history nor at the provider
     * @throws ConflictException if the call has ended or has been rung before
     */
    public CallEntry invite(InvitationRequest request) {
        Check.notNull("request", request);
        VideoProvider video = providers.get(request.provider());
        if (video == null) {
            throw new InvalidRequestException(
                    "provider", "must be one of " + new TreeSet<>(names()) + ", was " + request.provider());
        }
        CallEntry unknown =
                CallEntry.builder(request.provider(), request.call()).build();
        CallEntry call = storage.call(request.provider(), request.call()).orElseGet(() -> fetched(video, request));
        Rings.requireUnrung(call);
        Duration ring = request.timeout() == null ? timeout : request.timeout();
        Set<String> free = new HashSet<>();
        try {
            for (String callee : request.callees()) {
                if (!storage.acquireLease(lease(callee), call.id(), ring)) {
                    continue;
                }
                // Before the next request: if it fails, the lease is released.
                free.add(callee);
                if (busyInCalls && isConnectedElsewhere(callee, call)) {
                    free.remove(callee);
                    release(callee, call);
                }
            }
            Set<String> busy = new HashSet<>(request.callees());
            busy.removeAll(free);
            boolean reported = reportsRings(request.provider());
            CallEntry ringing = storage.updateCall(request.provider(), request.call(), entry -> {
                CallEntry before = entry.equals(unknown) ? call : entry;
                return Rings.started(before, request, busy, ring, reported, clock.instant());
            });
            if (!free.isEmpty()) {
                ring(video, request, free);
            }
            return announced(ringing);
        } catch (RuntimeException e) {
            releaseUnrung(call, free, e);
            throw e;
        }
    }

    /** Of two requests for one call, the first one may ring the callees. */
    private void releaseUnrung(CallEntry call, Set<String> callees, RuntimeException failure) {
        try {
            Map<String, RingState> rings = storage.call(call.provider(), call.call())
                    .map(CallEntry::rings)
                    .orElse(Map.of());
            callees.stream()
                    .filter(callee -> rings.get(callee) != RingState.RINGING)
                    .forEach(callee -> release(callee, call));
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private List<String> names() {
        return providers.keySet().stream().map(ProviderId::value).toList();
    }

    private CallEntry fetched(VideoProvider video, InvitationRequest request) {
        Call call = video.calls().get(request.call());
        return CallEntry.builder(request.provider(), request.call())
                .title(call.title())
                .startsAt(call.startsAt())
                .custom(call.custom())
                .createdAt(call.createdAt())
                .endedAt(call.endedAt())
                .build();
    }

    private void ring(VideoProvider video, InvitationRequest request, Set<String> callees) {
        Ringing ringing = video.feature(Ringing.class).orElse(null);
        if (ringing == null) {
            return;
        }
        try {
            List<Member> members = new ArrayList<>();
            members.add(Member.of(request.caller()));
            callees.forEach(callee -> members.add(Member.of(callee)));
            video.feature(Members.class).ifPresent(feature -> feature.add(request.call(), members));
            ringing.ring(request.call(), callees, request.kind());
        } catch (RuntimeException e) {
            fail(video, request, e);
            throw e;
        }
    }

    private void fail(VideoProvider video, InvitationRequest request, RuntimeException failure) {
        try {
            String reason = failure instanceof VideoException && failure.getMessage() != null
                    ? failure.getMessage()
                    : failure.getClass().getSimpleName();
            CallEntry failed = storage.updateCall(
                    request.provider(),
                    request.call(),
                    entry -> Rings.failed(entry, reason.substring(0, Math.min(reason.length(), MAX_FAILURE))));
            boolean mayRing = failure instanceof VideoException error && error.outcomeUnknown();
            if (mayRing && failed.failure() != null) {
                video.calls().end(request.call());
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Accepts a call. The application then creates a join token for the user. Other callees continue to ring. Does nothing if the user has
     * accepted it before.
     *
     * @param user the callee
     * @return the call
     * @throws NotFoundException if the user was not called in this call
     * @throws RingConflictException if the user has declined it, or the ring has ended
     */
    public CallEntry accept(ProviderId provider, CallId call, String user) {
        return respond(provider, call, user, RingState.ACCEPTED, "");
    }

    /**
     * Declines a call. Does nothing if the user has declined it before.
     *
     * @param user the callee
     * @param reason the reason, at most 100 characters; null for {@code decline}
     * @return the call
     * @throws NotFoundException if the user was not called in this call
     * @throws RingConflictException if the user has accepted it, or the ring has ended
     */
    public CallEntry decline(ProviderId provider, CallId call, String user, @Nullable String reason) {
        String text = reason == null ? "" : Check.atMost("reason", reason, MAX_REASON);
        return respond(provider, call, user, RingState.DECLINED, text);
    }

    private CallEntry respond(ProviderId provider, CallId call, String user, RingState response, String reason) {
        Check.notNull("provider", provider);
        Check.notNull("call", call);
        Check.notNull("user", user);
        return announced(storage.updateCall(
                provider, call, entry -> Rings.responded(entry, user, response, reason, clock.instant())));
    }

    /**
     * Cancels a call for the callees who have not responded. If none has accepted and no other user is connected, the call is ended, so that
     * devices stop ringing. Safe to repeat.
     *
     * @param caller the user who called
     * @return the call
     * @throws InvalidRequestException if the call was rung by another user
     * @throws NotFoundException if the call was not rung
     * @throws RingConflictException if all callees have responded, or the timeout was before
     */
    public CallEntry cancel(ProviderId provider, CallId call, String caller) {
        Check.notNull("provider", provider);
        Check.notNull("call", call);
        Check.notNull("caller", caller);
        CallEntry cancelled =
                storage.updateCall(provider, call, entry -> Rings.cancelled(entry, caller, clock.instant()));
        cancelled = announce(cancelled);
        VideoProvider video = providers.get(provider);
        if (video != null) {
            endUnanswered(video, cancelled);
        }
        return cancelled;
    }

    /** Returns the calls in which a user is being called now, for a client that connects late. */
    public List<CallEntry> ringing(String user) {
        CallEntryQuery query = CallEntryQuery.builder()
                .user(Check.notNull("user", user))
                // A call that another callee has accepted does not count as ringing.
                .states(Set.of(CallState.RINGING, CallState.SCHEDULED, CallState.ACTIVE, CallState.UNKNOWN))
                .build();
        Instant now = clock.instant();
        List<CallEntry> ringing = new ArrayList<>();
        storage.calls(query).forEach(entry -> {
            boolean rings = entry.rings().get(user) == RingState.RINGING;
            if (rings && entry.ringUntil() != null && now.isBefore(entry.ringUntil())) {
                ringing.add(entry);
            }
        });
        return ringing;
    }

    // --- busy users -----------------------------------------------------------------------------

    private boolean isConnectedElsewhere(String user, CallEntry call) {
        ParticipationQuery connected =
                ParticipationQuery.builder().user(user).connected(true).build();
        for (ParticipationEntry one : storage.participations(connected).items()) {
            if (!one.call().equals(call.call()) || !one.provider().equals(call.provider())) {
                return true;
            }
        }
        return false;
    }

    private void release(String user, CallEntry call) {
        storage.releaseLease(lease(user), call.id());
    }

    private static String lease(String user) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
            return "ring." + HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required on every Java platform", e);
        }
    }

    private void releaseCallees(CallEntry entry) {
        entry.rings().forEach((user, state) -> {
            if (state == RingState.ACCEPTED && entry.unannouncedRings().containsKey(user)) {
                storage.acquireLease(lease(user), entry.id(), JOINED_WITHIN);
            } else if (state != RingState.RINGING && state != RingState.ACCEPTED) {
                release(user, entry);
            }
        });
    }

    // --- announcements --------------------------------------------------------------------------

    private boolean reportsRings(ProviderId provider) {
        VideoProvider video = providers.get(provider);
        return video != null && video.feature(Ringing.class).isPresent();
    }

    /** The state has changed in any case: what cannot be announced now is announced by {@link #runOnce}. */
    private CallEntry announce(CallEntry changed) {
        if (changed.unannouncedRings().isEmpty()) {
            return changed;
        }
        try {
            return publish(changed);
        } catch (RuntimeException e) {
            log.warn("cannot announce a ring in {} yet, repeating", changed.call(), e);
            return changed;
        }
    }

    private CallEntry announced(CallEntry changed) {
        CallEntry announced = announce(changed);
        if (!changed.unannouncedRings().isEmpty()) {
            tryToEndUnanswered(changed);
        }
        return announced;
    }

    private CallEntry publish(CallEntry changed) {
        // First: on the event of the end of a ring, the callee can be called again.
        releaseCallees(changed);
        for (RingEvent event : Rings.events(changed, clock.instant())) {
            if (inbox.add(Delivery.of(event)) == Inbox.AddResult.FULL) {
                throw new UnavailableException("the inbox is full", ErrorDetails.none(), null);
            }
        }
        CallEntry announced =
                storage.updateCall(changed.provider(), changed.call(), entry -> Rings.announced(entry, changed));
        sendMessages(changed);
        return announced;
    }

    /** Messages are for pages that show the state now, so they are not repeated. */
    private void sendMessages(CallEntry changed) {
        VideoProvider video = providers.get(changed.provider());
        Messages messages =
                video == null ? null : video.with(SHORT).feature(Messages.class).orElse(null);
        Map<String, RingState> changes = Rings.changes(changed);
        if (video == null || messages == null || changes.isEmpty()) {
            return;
        }
        try {
            // LiveKit answers to a message for a room that does not exist after three seconds only.
            if (changed.openSessions() == 0
                    && video.with(SHORT).calls().get(changed.call()).participantCount() == 0) {
                return;
            }
            byte[] all = message(changed, changes);
            if (all.length <= video.capabilities().limits().messageBytes()) {
                messages.send(changed.call(), TOPIC, all);
                return;
            }
            for (Map.Entry<String, RingState> change : changes.entrySet()) {
                messages.send(changed.call(), TOPIC, message(changed, Map.of(change.getKey(), change.getValue())));
            }
        } catch (NotFoundException e) {
            log.trace("no participant of {} waits for a response", changed.call());
        } catch (RuntimeException e) {
            log.warn("cannot send the state of a ring to the participants of {}: {}", changed.call(), e.toString());
        }
    }

    private static byte[] message(CallEntry entry, Map<String, RingState> changes) {
        Json.Builder rings = Json.builder();
        changes.forEach((user, state) -> rings.put(user, state.name()));
        return Json.builder()
                .put("call", entry.call().toString())
                .put("caller", entry.ringCaller())
                .put("rings", rings.build())
                .build()
                .writeUtf8();
    }

    // --- unanswered calls -----------------------------------------------------------------------

    /** Ends a call like a telephone does. A user who has joined without accepting keeps it alive. */
    private void endUnanswered(VideoProvider video, CallEntry entry) {
        boolean unanswered = !entry.rings().containsValue(RingState.RINGING)
                && !entry.rings().containsValue(RingState.ACCEPTED);
        if (!unanswered || entry.endedAt() != null) {
            return;
        }
        try {
            boolean isAnswered = video.participants().list(entry.call()).stream()
                    .anyMatch(participant -> !PROGRAMS.contains(participant.kind())
                            && !participant.userId().equals(entry.ringCaller()));
            if (!isAnswered) {
                video.calls().end(entry.call());
            }
        } catch (NotFoundException e) {
            log.trace("the unanswered call {} does not exist any more", entry.call());
        }
    }

    private void tryToEndUnanswered(CallEntry entry) {
        VideoProvider video = providers.get(entry.provider());
        if (video == null) {
            return;
        }
        try {
            endUnanswered(video.with(SHORT), entry);
        } catch (RuntimeException e) {
            log.warn("cannot end the unanswered call {}: {}", entry.call(), e.toString());
        }
    }

    // --- timer ----------------------------------------------------------------------------------

    /** Ends rings at their timeout from now on, on a thread of its own. Does nothing if it was started before. */
    public synchronized void start() {
        if (timer != null) {
            return;
        }
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "videoprovider-invitations");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                started.scheduleWithFixedDelay(this::runSafely, 0, poll.toMillis(), TimeUnit.MILLISECONDS);
        timer = started;
    }

    private void runSafely() {
        try {
            runOnce();
        } catch (RuntimeException | Error e) {
            // An exception or error that leaves the task would end its repetition.
            Instant now = clock.instant();
            if (!now.isBefore(nextWarning)) {
                nextWarning = now.plus(WARNING_INTERVAL);
                log.warn("cannot end rings at their timeout at present, repeating every {}", poll, e);
            }
        }
    }

    /**
     * Ends the rings of the providers of this object whose timeout has passed, at most 100, and announces what another instance could not. {@link #start} repeats it.
     *
     * @return the number of calls that were due
     * @throws VideoException if the storage or the inbox fails; the next run repeats it
     */
    public int runOnce() {
        List<CallEntry> due = storage.ringsDue(providers.keySet(), clock.instant(), MAX_DUE);
        for (CallEntry call : due) {
            settle(call);
        }
        return due.size();
    }

    private void settle(CallEntry due) {
        boolean reported = reportsRings(due.provider());
        Instant now = clock.instant();
        AtomicReference<CallEntry> before = new AtomicReference<>(due);
        CallEntry settled = storage.updateCall(due.provider(), due.call(), entry -> {
            before.set(entry);
            return Rings.settled(entry, reported, now);
        });
        Instant dueAt = before.get().ringDueAt();
        if (dueAt == null || dueAt.isAfter(now)) {
            // Another instance was first.
            return;
        }
        boolean missed = !settled.equals(before.get()) && settled.rings().containsValue(RingState.MISSED);
        if (missed && reported) {
            releaseCallees(settled);
        } else {
            publish(settled);
        }
        if (settled.ringUntil() != null) {
            tryToEndUnanswered(settled);
        }
    }

    /** Stops the timer. Rings remain in the history: another instance ends them, or this one after {@link #start}. */
    public void stop() {
        ScheduledExecutorService stopped;
        synchronized (this) {
            stopped = timer;
            timer = null;
        }
        if (stopped == null) {
            return;
        }
        stopped.shutdown();
        try {
            if (!stopped.awaitTermination(5, TimeUnit.SECONDS)) {
                stopped.shutdownNow();
            }
        } catch (InterruptedException e) {
            stopped.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the timer, see {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    /** Builds {@link Invitations}. Not thread-safe. */
    public static final class Builder {

        private final CallHistory history;
        private final Inbox inbox;
        private final Map<ProviderId, VideoProvider> providers = new HashMap<>();
        private Clock clock = Clock.systemUTC();
        private Duration timeout = Duration.ofSeconds(30);
        private Duration poll = Duration.ofSeconds(1);
        private boolean busyInCalls = true;

        private Builder(CallHistory history, Inbox inbox) {
            this.history = Check.notNull("history", history);
            this.inbox = Check.notNull("inbox", inbox);
        }

        /**
         * Adds a provider.
         *
         * @throws InvalidRequestException if another one has the same id
         */
        public Builder provider(VideoProvider provider) {
            ProviderId id = Check.notNull("provider", provider).id();
            if (providers.putIfAbsent(id, provider) != null) {
                throw new InvalidRequestException("provider", "must have an id of its own, had " + id + " twice");
            }
            return this;
        }

        /** Adds providers, each with a different id. */
        public Builder providers(Collection<? extends VideoProvider> providers) {
            Check.<VideoProvider>listOf("providers", providers).forEach(this::provider);
            return this;
        }

        /** Sets the clock, which must be the same as that of the history; that of the system by default. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /**
         * Sets the time until a call is missed, unless the request sets another.
         *
         * @param timeout 5 seconds to 10 minutes; 30 seconds by default
         */
        public Builder timeout(Duration timeout) {
            this.timeout =
                    Check.between("timeout", timeout, InvitationRequest.MIN_TIMEOUT, InvitationRequest.MAX_TIMEOUT);
            return this;
        }

        /**
         * Sets how often a started instance looks for rings that have timed out.
         *
         * @param poll 10 ms to 1 minute; 1 second by default
         */
        public Builder poll(Duration poll) {
            this.poll = Check.between("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(1));
            return this;
        }

        /** Sets whether users who are connected to another call are busy; true by default. Those who are being called always are. */
        public Builder busyInCalls(boolean busyInCalls) {
            this.busyInCalls = busyInCalls;
            return this;
        }

        /**
         * Returns the invitations, not started.
         *
         * @throws InvalidRequestException if no provider was added
         */
        public Invitations build() {
            if (providers.isEmpty()) {
                throw new InvalidRequestException("provider", "is required");
            }
            return new Invitations(this);
        }
    }
}

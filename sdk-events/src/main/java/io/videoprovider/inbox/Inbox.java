package io.videoprovider.inbox;

import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.event.VideoEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Stores deliveries until they are handled. Implementations: {@link MemoryInbox} and
 * {@link io.videoprovider.inbox.jdbc.JdbcInbox}; applications may add their own.
 *
 * <p>A delivery waits, is claimed, and is then settled in one of three ways:
 *
 * <ul>
 *   <li>commit: it is handled
 *   <li>release: it waits again, until a given time, or until an instance with a certain handler claims it
 *   <li>dead letter: it is kept for an operator, who replays or discards it
 * </ul>
 *
 * <p>Deliveries of one call form a <em>lane</em>. A claim locks its lane, so that the events of a call are handled one at a
 * time. Of the deliveries that wait in a lane, the one with the earliest {@link Delivery#occurredAt} comes first; deliveries
 * with the same time are ordered by arrival.
 *
 * <p>A claim is a lease. When it expires, another instance may claim the lane; from then on the expired claim can be neither
 * renewed nor settled.
 *
 * <p>Implementations are thread-safe. Methods that perform I/O throw {@link io.videoprovider.error.UnavailableException} if it
 * fails; each call then has taken effect either completely or not at all. If {@code outcomeUnknown()} is true, it may still take
 * effect. If a database rejects a value, they throw an {@link io.videoprovider.error.InvalidRequestException}.
 */
public interface Inbox {

    /** Result of {@link #add}. */
    enum AddResult {
        /** The delivery is stored and will be handled. */
        ACCEPTED,
        /** A delivery with the same provider and the same id or deduplication key is stored or was handled before. */
        DUPLICATE,
        /** The inbox has reached its capacity; the delivery is not stored. */
        FULL
    }

    /** Stores a delivery unless it is a duplicate. On return the delivery is as durable as the inbox is. */
    AddResult add(Delivery delivery);

    /**
     * Claims deliveries that are due, each from a different lane, and locks these lanes for the duration of the lease. Taking
     * over a lane whose lease has expired counts as one attempt of its delivery.
     *
     * @param max the maximum number of claims
     * @param lease 0 to 1 day
     * @return the claims; empty if no delivery is due
     */
    List<Claim> claim(int max, Duration lease);

    /**
     * Claims deliveries like {@link #claim(int, Duration)}, and those of lanes that wait for one of these handlers. By default, equal to
     * {@link #claim(int, Duration)}.
     *
     * @param handlers the handlers of the dispatcher
     */
    default List<Claim> claim(int max, Duration lease, Collection<HandlerRegistration> handlers) {
        return claim(max, lease);
    }

    /**
     * Registers the handlers of a running dispatcher. It is called when a dispatcher starts, before its first claim, and every 30
     * seconds while it runs. From then on, {@link #settle} commits an event only if each known handler of its type has handled it: see
     * {@link Settlement#awaited}. Of two registrations with the same name and different event types, that of the dispatcher that
     * started later counts.
     *
     * <p>By default, handlers are not stored: each instance must then have the same handlers.
     *
     * @param handlers the handlers of the dispatcher
     * @param since the start of the dispatcher
     * @return all known handlers, those of other instances included; empty if the inbox does not store handlers
     */
    default List<KnownHandler> register(Collection<HandlerRegistration> handlers, Instant since) {
        return List.of();
    }

    /**
     * Removes handlers from the known ones, and ends the waiting of events for them. A handler that was registered again since {@link
     * KnownHandler#lastSeen} remains known. By default, does nothing.
     */
    default void retire(Collection<KnownHandler> handlers) {}

    /**
     * Extends claims to the given duration from now.
     *
     * @param lease 0 to 1 day
     * @return the claims that were lost because another instance has taken over their lanes
     */
    Set<Claim> renew(Collection<Claim> claims, Duration lease);

    /**
     * Ends claims, each by commit, release or dead letter. If a settlement has an {@linkplain Settlement#awaited awaited} handler,
     * the delivery is not committed: it waits at the head of its lane until a dispatcher with this handler claims it, which is not an
     * attempt. The handlers known at this moment count, so that a handler that registers meanwhile does not miss the event.
     *
     * @return the claims that were lost before; their settlements have no effect
     */
    Set<Claim> settle(Collection<Settlement> settlements);

    /**
     * Ends claims like {@link #settle(Collection)}, and applies the {@linkplain Settlement#event events} of the settlements to projections.
     * By default, applies the events before, those of lost claims included: after a failure of the inbox they are applied again. An inbox in
     * a database applies projections into the same database in the transaction that ends the claims, so that each event takes effect once.
     *
     * @return the claims that were lost before; their settlements have no effect
     * @throws RuntimeException if a projection fails; no claim has ended then
     */
    default Set<Claim> settle(Collection<Settlement> settlements, Collection<EventProjection> projections) {
        List<VideoEvent> events = Check.<Settlement>listOf("settlements", settlements).stream()
                .map(Settlement::event)
                .filter(Objects::nonNull)
                .toList();
        Check.<EventProjection>listOf("projections", projections).stream()
                .filter(projection -> !events.isEmpty())
                .forEach(projection -> projection.apply(events));
        return settle(settlements);
    }

    /** Returns the dead letters in order of arrival. They are kept until they are replayed or discarded. */
    Page<DeadLetter> deadLetters();

    /**
     * Makes a dead letter wait again, with the number of attempts reset. Handlers that have succeeded are not called again.
     *
     * @return false if no dead letter has this id
     */
    boolean replay(long id);

    /**
     * Marks a dead letter as handled, so that repeated deliveries of the same event remain duplicates.
     *
     * @return false if no dead letter has this id
     */
    boolean discard(long id);

    /**
     * Removes deliveries that were handled before the retention period, the oldest ones first. A repeated delivery of one of them is
     * accepted as new.
     *
     * @param max the maximum number of deliveries to remove: 1 to 10 000
     * @return the number of removed deliveries; less than {@code max} if no more are left
     */
    int purge(int max);

    /** Returns the current metrics. */
    InboxMetrics metrics();

    /**
     * Verifies that the inbox can serve requests; throws {@link io.videoprovider.error.UnavailableException} if not. If this
     * failure is not {@linkplain io.videoprovider.error.UnavailableException#retryable() retryable}, an operator must solve it.
     * By default, reads the metrics.
     */
    default void check() {
        metrics();
    }

    /**
     * Registers a listener for deliveries that this object accepts or replays. The listener runs on the thread of the caller
     * of {@link #add}; it must return quickly and must not throw. Deliveries added by other instances are not reported.
     */
    Subscription onAdded(Runnable listener);

    /** Registration of a listener. */
    interface Subscription extends AutoCloseable {
        /** Removes the listener. */
        @Override
        void close();
    }
}

package io.videoprovider.inbox;

import io.videoprovider.common.Page;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Keeps deliveries until they are handled. {@link MemoryInbox} and {@link JdbcInbox} are here; others may implement it.
 *
 * <p>A delivery waits, is claimed, and then is committed, released to be claimed again, or buried as a dead letter. A claim
 * holds the whole lane, so that a call's events are handled one by one; of those that wait in a lane always the one that happened
 * first comes next, and of two that happened at the same time the one that arrived first. A claim is a lease: who neither
 * settles nor renews it in time has lost it, and cannot settle it any more once somebody else has claimed the lane.
 *
 * <p>Thread-safe. What needs I/O throws {@link io.videoprovider.error.UnavailableException} when that fails; then nothing has
 * changed, or everything that was asked for.
 */
public interface Inbox {

    /** What became of a delivery that was added. */
    enum Added {
        /** It is kept, and will be handled. */
        ACCEPTED,
        /** It is here already, or was handled: the same id of the same provider, or the same meaning. */
        DUPLICATE,
        /** There is no room. */
        FULL
    }

    /** Keeps a delivery, unless it is here already. When this returns it is as safe as the inbox is. */
    Added add(Delivery delivery);

    /**
     * Takes deliveries to handle, each from a lane of its own that nobody else holds, and holds these lanes for the time of
     * the lease. When a lane is taken from somebody whose lease ran out, the delivery has one more attempt behind it.
     *
     * @param max how many at most
     * @return empty when none is due
     */
    List<Claim> claim(int max, Duration lease);

    /**
     * Holds claims for the time of the lease, from now.
     *
     * @return those that could not be held, because somebody else has them
     */
    Set<Claim> renew(Collection<Claim> claims, Duration lease);

    /**
     * Ends claims: commits, releases or buries each.
     *
     * @return the claims that were lost to somebody else before; nothing became of their settlements
     */
    Set<Claim> settle(Collection<Settlement> settlements);

    /** The dead letters, in the order in which they arrived; they stay until they are replayed or discarded. */
    Page<DeadLetter> deadLetters();

    /**
     * Puts a dead letter back among those that wait, with all its attempts before it. Handlers that had succeeded are still
     * left out.
     *
     * @return false if there is no such dead letter
     */
    boolean replay(long id);

    /**
     * Gives a dead letter up. Its id and meaning are remembered as those of a handled one.
     *
     * @return false if there is no such dead letter
     */
    boolean discard(long id);

    /**
     * Forgets what was handled longer ago than the inbox's retention. From then on a repeat would be taken for new.
     *
     * @return how many were forgotten
     */
    int purge();

    /** How it stands. */
    InboxMetrics metrics();

    /**
     * Has a listener told, on the thread that added it, of each delivery accepted by this object. Not of what other instances
     * add. It must be quick and not throw.
     */
    Subscription onAdded(Runnable listener);

    /** Ends with {@link #close}. */
    interface Subscription extends AutoCloseable {
        /** Ends it. */
        @Override
        void close();
    }
}

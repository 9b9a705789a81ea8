package io.videoprovider.token;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;

/**
 * The time in which a token admits its user, from {@code opensAt} until {@code closesAt}. Connected participants stay connected when it
 * closes. Immutable.
 *
 * @param opensAt the first moment
 * @param closesAt the first moment at which the token no longer admits its user; after {@code opensAt}
 */
public record JoinWindow(Instant opensAt, Instant closesAt) {

    public JoinWindow {
        Check.time("opensAt", opensAt);
        Check.time("closesAt", closesAt);
        if (!closesAt.isAfter(opensAt)) {
            throw new InvalidRequestException("closesAt", "must be after opensAt, " + opensAt + ", was " + closesAt);
        }
    }

    /**
     * Creates a window around the start of a call.
     *
     * @param early the time from the opening to the start; 0 to 366 days
     * @param open the time from the start to the closing; 1 second to 366 days
     */
    public static JoinWindow around(Instant start, Duration early, Duration open) {
        Check.between("early", early, Duration.ZERO, Duration.ofDays(366));
        Check.between("open", open, Duration.ofSeconds(1), Duration.ofDays(366));
        Check.time("start", start);
        return new JoinWindow(start.minus(early), start.plus(open));
    }

    /** Returns whether the window is open at a moment. */
    public boolean isOpenAt(Instant moment) {
        Check.notNull("moment", moment);
        return !moment.isBefore(opensAt) && moment.isBefore(closesAt);
    }
}

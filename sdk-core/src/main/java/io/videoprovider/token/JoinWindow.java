package io.videoprovider.token;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;

/**
 * When the door is open: from {@code opensAt}, and until {@code closesAt}. A token minted with a window lets nobody in
 * before or after it; it does not put out who is in.
 *
 * @param opensAt the first moment
 * @param closesAt the moment from which the door is closed again, after {@code opensAt}
 */
public record JoinWindow(Instant opensAt, Instant closesAt) {

    public JoinWindow {
        Check.notNull("opensAt", opensAt);
        Check.notNull("closesAt", closesAt);
        if (!closesAt.isAfter(opensAt)) {
            throw new InvalidRequestException("closesAt", "is " + closesAt + ", not after opensAt, " + opensAt);
        }
    }

    /**
     * A window around the start of a call.
     *
     * @param early how long before the start the door opens; zero or more
     * @param open how long after the start it closes; more than zero
     */
    public static JoinWindow around(Instant start, Duration early, Duration open) {
        Check.between("early", early, Duration.ZERO, Duration.ofDays(366));
        Check.between("open", open, Duration.ofSeconds(1), Duration.ofDays(366));
        return new JoinWindow(Check.notNull("start", start).minus(early), start.plus(open));
    }

    /** Whether the door is open at a moment. */
    public boolean isOpenAt(Instant moment) {
        return !moment.isBefore(opensAt) && moment.isBefore(closesAt);
    }
}

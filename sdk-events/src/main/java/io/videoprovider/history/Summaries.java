package io.videoprovider.history;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Computes and stores the metrics of ended sessions, and publishes each as {@link CallSummary}. */
final class Summaries {

    private static final int BATCH = 100;

    /** More sessions wait for the next run, so that summaries do not delay the comparison with the providers. */
    private static final int MAX_BATCHES = 100;

    private final CallHistory history;
    private final Announcements announcements;
    private final Clock clock;
    private final Duration delay;

    Summaries(CallHistory history, Announcements announcements, Clock clock, Duration delay) {
        this.history = history;
        this.announcements = announcements;
        this.clock = clock;
        this.delay = delay;
    }

    /**
     * Publishes the summaries that are due.
     *
     * @param beforeEach called before each summary; may throw
     */
    void publish(Runnable beforeEach) {
        for (int batch = 0; batch < MAX_BATCHES; batch++) {
            List<SessionEntry> sessions =
                    history.storage().sessionsWithoutMetrics(clock.instant().minus(delay), BATCH);
            for (SessionEntry session : sessions) {
                beforeEach.run();
                publish(session);
            }
            if (sessions.size() < BATCH) {
                return;
            }
        }
    }

    private void publish(SessionEntry session) {
        SessionMetrics metrics = history.compute(session);
        SessionEntry summarized = session.toBuilder().metrics(metrics).build();
        // Before it is stored: after a failure it is repeated, and equal content is a duplicate.
        announcements.publish(CallSummary.of(summarized));
        history.storage()
                .updateSession(
                        session.provider(),
                        session.call(),
                        session.sessionId(),
                        present -> present.equals(session) ? summarized : present);
        // An event that arrived between the computation and the update has not removed the metrics, which were not
        // there.
        if (!history.compute(session).equals(metrics)) {
            history.storage()
                    .updateSession(
                            session.provider(),
                            session.call(),
                            session.sessionId(),
                            present -> present.toBuilder().metrics(null).build());
        }
    }
}

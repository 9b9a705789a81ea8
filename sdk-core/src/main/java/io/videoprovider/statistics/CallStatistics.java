package io.videoprovider.statistics;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;

/**
 * Reads the statistics of calls that the provider collects: sessions, participants, quality, and the feedback of users. They are
 * complete some time after the end of a session. Thread-safe. An optional feature: {@code video.require(CallStatistics.class)}.
 */
public interface CallStatistics extends Feature {

    /** Returns the sessions of a call with statistics, in the provider's order; an empty page if there are none. */
    Page<SessionStatistics> sessions(CallId call);

    /**
     * Returns the report of the current or last session of a call.
     *
     * @throws NotFoundException if the call, or its report, does not exist
     */
    SessionReport report(CallId call);

    /**
     * Returns the report of a session.
     *
     * @param sessionId the id of the session, as in {@link SessionStatistics#sessionId} and in events
     * @throws NotFoundException if the call, the session, or its report does not exist
     */
    SessionReport report(CallId call, String sessionId);

    /**
     * Returns the connections of all participants of a session.
     *
     * @throws NotFoundException if the call or the session does not exist
     */
    Page<ConnectionStatistics> participants(CallId call, String sessionId);

    /** Returns the feedback of users on a call, of all its sessions; an empty page if there is none. */
    Page<Feedback> feedback(CallId call);
}

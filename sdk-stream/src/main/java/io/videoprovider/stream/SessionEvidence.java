package io.videoprovider.stream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The session in which a provider, with all of its views, last read that a recording or broadcast was not running, or started
 * it. Stream reports the active ones of a call without the session of their start, so they may be dead and of an earlier one.
 * If one runs in the session that is stored here, it was started in that session. Thread-safe.
 */
final class SessionEvidence {

    /** An evicted entry costs one request: a start that Stream rejects. */
    private static final int MAX = 10_000;

    private final Map<String, String> sessions = new LinkedHashMap<>();

    /** Returns whether the recording or broadcast, if it runs in this session, was started in it. */
    synchronized boolean startedIn(String session, String target) {
        return session.equals(sessions.get(target));
    }

    synchronized void put(String target, String session) {
        sessions.put(target, session);
        if (sessions.size() > MAX) {
            Iterator<String> oldest = sessions.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized void remove(String target) {
        sessions.remove(target);
    }
}

package io.videoprovider.stream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The session in which a provider, with all of its views, last saw a recording or broadcast not running, or started it. Stream reports
 * what runs in a call but not since which session: it may be dead and left over from an earlier one. What runs in the session that is
 * remembered here was started in that session. Thread-safe.
 */
final class SessionEvidence {

    /** A forgotten entry costs a request: Stream is asked to start again, and refuses. */
    private static final int MAX = 10_000;

    private final Map<String, String> sessions = new LinkedHashMap<>();

    /** Whether the recording or broadcast, if it runs in this session, was started in it. */
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

package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.VideoException;
import io.videoprovider.spi.Reconciliation;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The session in which a provider, with all of its views, last read that a recording or broadcast was not running, or started
 * it. Stream reports the active ones of a call without the session of their start, so they may be dead and of an earlier one.
 * If one runs in the session that is stored here, it was started in that session. Thread-safe.
 */
final class SessionEvidence {

    /** An evicted entry costs one request: a start that Stream rejects. */
    private static final int MAX = 10_000;

    private final Map<String, String> sessions = new LinkedHashMap<>();

    /**
     * What Stream runs at most once in a session of a call, and without an id: a recording of one type, a transcription, a broadcast.
     *
     * @param <T> its portable type
     * @param target identifies it in all sessions of its call
     * @param runs returns whether Stream reports that it runs
     * @param running returns the running one
     * @param prepare sends the settings that it needs
     * @param start sends the request that starts it
     */
    record Startable<T>(
            String target,
            Predicate<CallResponse> runs,
            Function<CallResponse, T> running,
            Consumer<CallResponse> prepare,
            Function<CallResponse, T> start) {}

    /** Starts something, or returns the running one if it was started in the present session. A lost response is looked up. */
    <T> T start(StreamClient client, CallId call, Startable<T> wanted) {
        CallResponse present = client.calls().getCall(call);
        boolean running = wanted.runs().test(present);
        if (running && startedIn(present.currentSessionId(), wanted.target())) {
            return wanted.running().apply(present);
        }
        if (!running) {
            put(wanted.target(), present.currentSessionId());
        }
        // Otherwise it may be a dead one of an earlier session. A start shows it: Stream rejects a second one.
        wanted.prepare().accept(present);
        try {
            T started = wanted.start().apply(present);
            put(wanted.target(), present.currentSessionId());
            return started;
        } catch (VideoException failure) {
            // A conflict means that another request has started it.
            if (!(failure instanceof ConflictException) && !failure.outcomeUnknown()) {
                throw failure;
            }
            CallResponse after =
                    Reconciliation.after(failure, () -> client.calls().getCall(call));
            // If something ran before the start, only a conflict proves that it is alive.
            boolean ambiguous = running && !(failure instanceof ConflictException);
            if (ambiguous || !wanted.runs().test(after)) {
                throw failure;
            }
            put(wanted.target(), after.currentSessionId());
            return wanted.running().apply(after);
        }
    }

    /** Returns whether the recording or broadcast, if it runs in this session, was started in it. */
    private synchronized boolean startedIn(String session, String target) {
        return session.equals(sessions.get(target));
    }

    private synchronized void put(String target, String session) {
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

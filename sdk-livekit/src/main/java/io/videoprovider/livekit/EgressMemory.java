package io.videoprovider.livekit;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** State about the server's egresses that a provider shares with all of its views. Thread-safe. */
final class EgressMemory {

    /** The server deletes an egress a day after its end, so older entries are useless. */
    private static final int MAX_UNANSWERED = 1_000;

    private volatile boolean olderServer;
    private final Set<String> unansweredStops = new LinkedHashSet<>();

    /** Returns whether the server has rejected {@code StartEgress} as unknown. */
    boolean olderServer() {
        return olderServer;
    }

    void rejectedStartEgress() {
        olderServer = true;
    }

    /** Returns whether the outcome of the last request to stop this egress is unknown. Its worker may be dead. */
    synchronized boolean stopUnanswered(String egressId) {
        return unansweredStops.contains(egressId);
    }

    synchronized void stopAnswered(String egressId) {
        unansweredStops.remove(egressId);
    }

    synchronized void stopNotAnswered(String egressId) {
        unansweredStops.add(egressId);
        if (unansweredStops.size() > MAX_UNANSWERED) {
            Iterator<String> oldest = unansweredStops.iterator();
            oldest.next();
            oldest.remove();
        }
    }
}

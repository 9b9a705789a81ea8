package io.videoprovider.history;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Times of repeated checks, at intervals that double. Forgets those that were due least recently. Not thread-safe. */
final class Schedule {

    private static final int MAX = 20_000;

    private record Checks(Instant first, Instant last) {}

    private final Map<String, Checks> checks = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Checks> eldest) {
            return size() > MAX;
        }
    };

    /**
     * Returns whether a check is due: when the age of the key has doubled since the last successful check.
     *
     * @param first the age at which the first check is due; zero for now
     */
    boolean due(String key, Instant now, Duration first) {
        Checks known = checks.computeIfAbsent(key, unused -> new Checks(now, now));
        Duration age = Duration.between(known.first, now);
        Duration next = Duration.between(known.first, known.last).multipliedBy(2);
        return age.compareTo(first) >= 0 && age.compareTo(next) >= 0;
    }

    /** Records a successful check. */
    void checked(String key, Instant now) {
        checks.computeIfPresent(key, (unused, known) -> new Checks(known.first, now));
    }
}

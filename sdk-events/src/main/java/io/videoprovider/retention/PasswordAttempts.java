package io.videoprovider.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits wrong passwords per recording, in this process. An attempt counts before its hash is computed, so that concurrent attempts do not
 * exceed the limit. Thread-safe.
 */
final class PasswordAttempts {

    private static final int MAX_RECORDINGS = 10_000;

    private record Window(Instant end, int attempts) {}

    private final int max;
    private final Duration duration;

    /** By id of the recording, the oldest first. Guarded by this. */
    private final Map<String, Window> windows = new LinkedHashMap<>();

    PasswordAttempts(int max, Duration duration) {
        this.max = max;
        this.duration = duration;
    }

    /** Counts an attempt. Returns the time to wait if there were too many; null if the attempt is permitted. */
    synchronized @Nullable Duration begin(String recording, Instant now) {
        Window window = windows.get(recording);
        if (window == null || !now.isBefore(window.end)) {
            windows.remove(recording);
            windows.put(recording, new Window(now.plus(duration), 1));
            removeOldest();
            return null;
        }
        if (window.attempts >= max) {
            return Duration.between(now, window.end);
        }
        windows.put(recording, new Window(window.end, window.attempts + 1));
        return null;
    }

    private void removeOldest() {
        Iterator<String> oldest = windows.keySet().iterator();
        if (windows.size() > MAX_RECORDINGS) {
            oldest.next();
            oldest.remove();
        }
    }

    /** A correct password does not count. */
    synchronized void succeeded(String recording) {
        windows.computeIfPresent(
                recording, (id, window) -> window.attempts <= 1 ? null : new Window(window.end, window.attempts - 1));
    }
}

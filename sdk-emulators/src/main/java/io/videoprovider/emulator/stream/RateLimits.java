package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The remaining requests of each operation in this minute. Thread-safe. */
final class RateLimits {

    static final String TOO_MANY = "Too many requests, check response headers for more information and try again later";

    private static final long WINDOW_SECONDS = 60;
    private static final int DEFAULT = 60_000;

    private final Clock clock;
    private final Map<String, Integer> limits;
    private final Map<String, Integer> used = new HashMap<>();
    private long window;

    RateLimits(Clock clock, Map<String, Integer> limits) {
        this.clock = clock;
        this.limits = Map.copyOf(limits);
    }

    /** The remaining requests after a request, or without one. */
    record State(int limit, int remaining, long reset, boolean exceeded) {

        Map<String, String> headers() {
            return Map.of(
                    "X-RateLimit-Limit", Integer.toString(limit),
                    "X-RateLimit-Remaining", Integer.toString(remaining),
                    "X-RateLimit-Reset", Long.toString(reset));
        }

        ObjectNode json() {
            return Json.object().put("limit", limit).put("remaining", remaining).put("reset", reset);
        }
    }

    synchronized State count(String operation) {
        return state(operation, used.merge(operation, 1, Integer::sum));
    }

    synchronized State look(String operation) {
        return state(operation, used.getOrDefault(operation, 0));
    }

    private State state(String operation, int count) {
        long now = clock.instant().getEpochSecond() / WINDOW_SECONDS;
        int counted = count;
        if (now != window) {
            window = now;
            used.clear();
            counted = Math.min(count, 1);
            used.put(operation, counted);
        }
        int limit = limits.getOrDefault(operation, limits.getOrDefault("*", DEFAULT));
        return new State(limit, Math.max(0, limit - counted), (now + 1) * WINDOW_SECONDS, counted > limit);
    }

    synchronized void clear() {
        used.clear();
    }

    /** Returns the response to GetRateLimits. */
    ObjectNode describe(Operation.Exchange exchange, List<String> operations) {
        List<String> asked = exchange.query("endpoints").isEmpty()
                ? operations
                : List.of(exchange.query("endpoints").split(",", -1));
        List<String> platforms = List.of("server_side", "android", "ios", "web", "unity");
        boolean all = platforms.stream().noneMatch(exchange::queryFlag);
        ObjectNode answer = Json.object();
        for (String platform : platforms) {
            if (all || exchange.queryFlag(platform)) {
                ObjectNode each = answer.putObject(platform.toLowerCase(Locale.ROOT));
                asked.forEach(operation -> each.set(operation, look(operation).json()));
            }
        }
        return answer;
    }
}

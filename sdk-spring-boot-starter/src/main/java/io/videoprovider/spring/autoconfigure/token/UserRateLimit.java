package io.videoprovider.spring.autoconfigure.token;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.security.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Limits the requests of each user, or of each address for anonymous requests. Thread-safe. */
final class UserRateLimit {

    /** Bounds the memory. A user who returns after so many others starts with an empty count. */
    private static final int MAX_USERS = 10_000;

    private final TokenEndpointProperties.RateLimit limit;
    private final Map<String, RateLimiter> limiters = new LinkedHashMap<>(16, 0.75f, /* accessOrder */ true);

    UserRateLimit(TokenEndpointProperties.RateLimit limit) {
        this.limit = limit;
    }

    /** Counts a request. Returns whether it is within the limit. */
    boolean tryAcquire(@Nullable Principal user, String address) {
        return limit.requests() == 0
                || limiter(user == null ? "address " + address : "user " + user.getName())
                        .acquirePermission();
    }

    /** Returns the time after which a request is within the limit again. */
    Duration retryAfter() {
        return limit.per();
    }

    private RateLimiter limiter(String key) {
        synchronized (limiters) {
            RateLimiter limiter = limiters.computeIfAbsent(
                    key,
                    name -> RateLimiter.of(
                            name,
                            RateLimiterConfig.custom()
                                    .limitForPeriod(limit.requests())
                                    .limitRefreshPeriod(limit.per())
                                    .timeoutDuration(Duration.ZERO)
                                    .build()));
            if (limiters.size() > MAX_USERS) {
                limiters.remove(limiters.keySet().iterator().next());
            }
            return limiter;
        }
    }
}

package io.videoprovider.examples.meetings;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** Limits the number and the size of requests. Behind a proxy, set {@code server.forward-headers-strategy} for the addresses. */
final class RequestLimits extends OncePerRequestFilter {

    private static final int MAX_BODY = 64 * 1024;

    /** Bounds the memory. A user who returns after so many others starts with an empty count. */
    private static final int MAX_USERS = 10_000;

    private final MeetingsProperties properties;
    private final JsonMapper json;
    private final Map<String, RateLimiter> limiters = new LinkedHashMap<>(16, 0.75f, /* accessOrder */ true);

    RequestLimits(MeetingsProperties properties, JsonMapper json) {
        this.properties = properties;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getServletPath();
        // A chunked body has no length, and no page sends one.
        if (request.getContentLengthLong() > MAX_BODY || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            SecurityConfiguration.problem(
                    response, json, HttpStatus.CONTENT_TOO_LARGE, "too-large", "a request has at most 64 kB");
        } else if ((path.startsWith("/api/") || path.equals("/login"))
                && !limiter(request).acquirePermission()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "60");
            SecurityConfiguration.problem(
                    response, json, HttpStatus.TOO_MANY_REQUESTS, "rate-limit", "too many requests; wait a minute");
        } else {
            chain.doFilter(request, response);
        }
    }

    private RateLimiter limiter(HttpServletRequest request) {
        String path = request.getServletPath();
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        if (path.equals("/login") || (user == null && path.matches("/api/recordings/[^/]+/link"))) {
            return limiter("password " + request.getRemoteAddr(), properties.signInsPerMinute());
        }
        return limiter(
                user == null ? "address " + request.getRemoteAddr() : "user " + user.getName(),
                properties.requestsPerMinute());
    }

    private RateLimiter limiter(String key, int requests) {
        synchronized (limiters) {
            RateLimiter limiter = limiters.computeIfAbsent(
                    key,
                    name -> RateLimiter.of(
                            name,
                            RateLimiterConfig.custom()
                                    .limitForPeriod(requests)
                                    .limitRefreshPeriod(Duration.ofMinutes(1))
                                    .timeoutDuration(Duration.ZERO)
                                    .build()));
            if (limiters.size() > MAX_USERS) {
                limiters.remove(limiters.keySet().iterator().next());
            }
            return limiter;
        }
    }
}

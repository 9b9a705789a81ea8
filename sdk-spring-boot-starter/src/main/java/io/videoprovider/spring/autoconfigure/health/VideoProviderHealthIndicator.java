package io.videoprovider.spring.autoconfigure.health;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.error.VideoException;
import io.videoprovider.resilience.RequestOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports whether the vendor accepts requests with the API key. Looks up a call that does not exist, with one attempt and a deadline of
 * five seconds. Results are cached for 30 seconds, so that frequent health checks cause few requests.
 */
final class VideoProviderHealthIndicator extends AbstractHealthIndicator {

    private static final Duration CACHE_TTL = Duration.ofSeconds(30);

    private static final RequestOptions ONE_ATTEMPT =
            RequestOptions.builder().attempts(1).deadline(Duration.ofSeconds(5)).build();

    private static final List<CallId> NONEXISTENT = List.of(CallId.of("videoprovider-health"));

    private final VideoProvider provider;
    private final Clock clock;
    private @Nullable Result cached;

    private record Result(Instant until, @Nullable VideoException failure) {}

    VideoProviderHealthIndicator(VideoProvider provider, Clock clock) {
        super("health check of the video provider failed");
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        VideoException failure = result().failure();
        health.status(failure == null ? Status.UP : Status.DOWN)
                .withDetail("provider", provider.id().value());
        if (failure != null) {
            // Without the message, which may quote the server.
            health.withDetail("error", failure.getClass().getSimpleName());
            if (failure.status() != null) {
                health.withDetail("status", failure.status());
            }
            if (failure.requestId() != null) {
                health.withDetail("requestId", failure.requestId());
            }
        }
    }

    // Synchronized, so that concurrent checks share one request.
    private synchronized Result result() {
        Result result = cached;
        if (result == null || clock.instant().isAfter(result.until())) {
            result = new Result(clock.instant().plus(CACHE_TTL), check());
            cached = result;
        }
        return result;
    }

    private @Nullable VideoException check() {
        try {
            provider.with(ONE_ATTEMPT).calls().list(NONEXISTENT);
            return null;
        } catch (VideoException e) {
            return e;
        }
    }
}

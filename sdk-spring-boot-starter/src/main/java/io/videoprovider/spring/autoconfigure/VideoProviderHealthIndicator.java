package io.videoprovider.spring.autoconfigure;

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
 * Whether a provider answers, and to our key: looks up one call that nobody has, once, within five seconds. What came out is believed
 * for half a minute, so that several who ask do not cost several requests.
 */
final class VideoProviderHealthIndicator extends AbstractHealthIndicator {

    private static final Duration BELIEVED = Duration.ofSeconds(30);

    private static final RequestOptions ONCE =
            RequestOptions.builder().attempts(1).deadline(Duration.ofSeconds(5)).build();

    private static final List<CallId> NOBODYS = List.of(CallId.of("videoprovider-health"));

    private final VideoProvider provider;
    private final Clock clock;
    private @Nullable Seen seen;

    private record Seen(Instant until, @Nullable VideoException failure) {}

    VideoProviderHealthIndicator(VideoProvider provider, Clock clock) {
        super("the provider could not be asked");
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        VideoException failure = look().failure();
        health.status(failure == null ? Status.UP : Status.DOWN)
                .withDetail("provider", provider.id().value());
        if (failure != null) {
            // Not its message, nor the failure itself: a server's text may hold anything.
            health.withDetail("error", failure.getClass().getSimpleName());
            if (failure.status() != 0) {
                health.withDetail("status", failure.status());
            }
            if (failure.requestId() != null) {
                health.withDetail("requestId", failure.requestId());
            }
        }
    }

    // One at a time: the others wait for its answer rather than ask too.
    private synchronized Seen look() {
        Seen last = seen;
        if (last == null || clock.instant().isAfter(last.until())) {
            last = new Seen(clock.instant().plus(BELIEVED), failure());
            seen = last;
        }
        return last;
    }

    private @Nullable VideoException failure() {
        try {
            provider.with(ONCE).calls().list(NOBODYS);
            return null;
        } catch (VideoException e) {
            return e;
        }
    }
}

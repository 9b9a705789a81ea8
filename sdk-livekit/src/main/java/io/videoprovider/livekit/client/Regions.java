package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.VideoException;
import io.videoprovider.spi.HttpResponse;
import io.videoprovider.spi.ServerUrl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the address of requests: that of the project and, on LiveKit Cloud, that of another region if the first cannot
 * serve. Cloud lists its regions at {@code /settings/regions}, the nearest first, with the validity of the list. Thread-safe.
 */
final class Regions {

    /** The timeout of LiveKit's own SDKs for the list. */
    static final Duration DISCOVERY_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Regions.class);

    /** The time after a failed request for the list in which it is not repeated: the host of the project serves it, and does not respond. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d{1,9})");

    private final ServerUrl project;
    private final boolean several;
    private final Clock clock;

    /** Held by the one thread that requests the list. */
    private final ReentrantLock discovering = new ReentrantLock();

    private volatile Instant nextDiscovery = Instant.MIN;
    private volatile Known known = new Known(List.of(), Instant.MIN, null);

    /**
     * The known regions.
     *
     * @param allowed the region that serves this project, after another one has rejected it
     */
    private record Known(
            List<HttpUrl> urls, Instant until, @Nullable HttpUrl allowed) {}

    Regions(ServerUrl project, boolean several, Clock clock) {
        this.project = project;
        this.several = several;
        this.clock = clock;
    }

    /** Returns whether there may be other regions. */
    boolean several() {
        return several;
    }

    ServerUrl project() {
        return project;
    }

    /** Returns the first address for an operation. */
    HttpUrl first() {
        Known now = known;
        return now.allowed != null && clock.instant().isBefore(now.until) ? now.allowed : project.http();
    }

    /**
     * Returns the nearest region that is not in the given set.
     *
     * @param discovery requests the list
     */
    Optional<HttpUrl> other(Set<HttpUrl> tried, Supplier<HttpResponse> discovery) {
        if (isOutdated()) {
            discovering.lock();
            try {
                if (isOutdated()) {
                    discover(discovery);
                }
            } finally {
                discovering.unlock();
            }
        }
        // An outdated list is better than none.
        return known.urls.stream().filter(url -> !tried.contains(url)).findFirst();
    }

    private boolean isOutdated() {
        Instant now = clock.instant();
        return !now.isBefore(known.until) && !now.isBefore(nextDiscovery);
    }

    private void discover(Supplier<HttpResponse> discovery) {
        try {
            HttpResponse response = discovery.get();
            if (response.successful()) {
                List<HttpUrl> urls = Json.parse(response.body()).objects("regions").stream()
                        .flatMap(region -> url(region.string("url")).stream())
                        .toList();
                known = new Known(urls, clock.instant().plus(maxAge(response)), null);
                return;
            }
            log.debug("the list of regions is unavailable: status {}", response.status());
        } catch (VideoException | IllegalArgumentException e) {
            log.debug("the list of regions is unavailable: {}", e.getMessage());
        }
        nextDiscovery = clock.instant().plus(PAUSE);
    }

    private Optional<HttpUrl> url(String text) {
        String http = text.regionMatches(true, 0, "ws", 0, 2) ? "http" + text.substring(2) : text;
        return Optional.ofNullable(HttpUrl.parse(http))
                // The token must not be sent unencrypted if the first address uses TLS.
                .filter(url -> url.isHttps() || !project.http().isHttps());
    }

    private static Duration maxAge(HttpResponse response) {
        String cacheControl = response.header("Cache-Control");
        Matcher matcher = MAX_AGE.matcher(cacheControl == null ? "" : cacheControl);
        return Duration.ofSeconds(matcher.find() ? Long.parseLong(matcher.group(1)) : 0);
    }

    /** Records a region that served after another one had rejected the project; it is the first choice while the list is valid. */
    void allowed(HttpUrl url) {
        Known now = known;
        known = new Known(now.urls, now.until, url);
    }
}

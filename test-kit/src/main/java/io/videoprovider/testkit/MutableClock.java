package io.videoprovider.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that tests set and advance. Thread-safe. */
public final class MutableClock extends Clock {

    private final Clock base;
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    private MutableClock(Clock base) {
        this.base = base;
    }

    /** Creates a clock that stands still between two changes. */
    public MutableClock(Instant now) {
        this(Clock.fixed(now, ZoneOffset.UTC));
    }

    /** Returns a clock that runs, starting with the time of the system. */
    public static MutableClock running() {
        return new MutableClock(Clock.systemUTC());
    }

    public void set(Instant now) {
        offset.set(Duration.between(base.instant(), now));
    }

    public void advance(Duration duration) {
        offset.updateAndGet(duration::plus);
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

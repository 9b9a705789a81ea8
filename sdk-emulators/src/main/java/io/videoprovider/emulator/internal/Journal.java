package io.videoprovider.emulator.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Entries in order of arrival, with a method that waits for more. Keeps only the newest entries, so that a long soak test
 * does not fill the memory.
 */
public final class Journal<T> {

    private static final int KEPT = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final ArrayDeque<T> entries = new ArrayDeque<>();

    public void add(T entry) {
        lock.lock();
        try {
            if (entries.size() == KEPT) {
                entries.removeFirst();
            }
            entries.addLast(entry);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public List<T> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    public void clear() {
        lock.lock();
        try {
            entries.clear();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the entries meet a condition.
     *
     * @throws AssertionError if they do not within the timeout
     */
    public List<T> await(Predicate<? super List<T>> condition, Duration atMost) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (true) {
                List<T> now = List.copyOf(entries);
                if (condition.test(now)) {
                    return now;
                }
                if (left <= 0) {
                    throw new AssertionError("not within " + atMost + "; so far: " + now);
                }
                left = added.awaitNanos(Math.min(left, TimeUnit.DAYS.toNanos(1)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }
}

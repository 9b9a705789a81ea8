package io.videoprovider.retention;

import io.videoprovider.history.CallHistory;
import io.videoprovider.testkit.MutableClock;

class MemoryRetentionTest extends RetentionContract {

    @Override
    CallHistory history(MutableClock clock) {
        return CallHistory.inMemory(1_000, clock);
    }
}

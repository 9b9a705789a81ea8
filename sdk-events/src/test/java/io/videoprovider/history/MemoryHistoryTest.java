package io.videoprovider.history;

import java.time.Clock;

class MemoryHistoryTest extends HistoryStorageContract {

    private final HistoryStorage storage = CallHistory.inMemory(1000, clock).storage();

    @Override
    HistoryStorage storage(Clock clock) {
        return storage;
    }
}

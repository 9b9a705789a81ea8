package io.videoprovider.invitation;

import io.videoprovider.history.CallHistory;
import io.videoprovider.history.HistoryStorage;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

class MemoryInvitationRaceTest extends InvitationRaceContract {

    private @Nullable HistoryStorage storage;

    @Override
    HistoryStorage storage(Clock clock) {
        if (storage == null) {
            storage = CallHistory.inMemory(1_000, clock).storage();
        }
        return storage;
    }
}

package io.videoprovider.inbox;

import java.time.Clock;

class MemoryInstancesTest extends InstancesContract {

    private final MemoryInbox only = MemoryInbox.builder().clock(clock).build();

    @Override
    Inbox inbox(Clock clock) {
        return only;
    }
}

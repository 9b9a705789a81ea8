package io.videoprovider.event;

import io.videoprovider.error.Check;
import java.util.List;

/**
 * Members were removed from a call.
 *
 * @param info the properties that every event has
 * @param userIds the ids of the removed members
 */
public record MembersRemoved(EventInfo info, List<String> userIds) implements MemberEvent {
    public MembersRemoved {
        Check.notNull("info", info);
        userIds = Check.listOf("userIds", userIds);
    }
}

package io.videoprovider.event;

import java.util.List;

/**
 * People are no longer invited.
 *
 * @param info what every event has
 * @param userIds who
 */
public record MembersRemoved(EventInfo info, List<String> userIds) implements MemberEvent {
    public MembersRemoved {
        userIds = List.copyOf(userIds);
    }
}

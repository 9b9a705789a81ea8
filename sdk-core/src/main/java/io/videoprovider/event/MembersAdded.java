package io.videoprovider.event;

import io.videoprovider.call.Member;
import io.videoprovider.error.Check;
import java.util.List;

/**
 * Members were added to a call.
 *
 * @param info the properties that every event has
 * @param members the added members
 */
public record MembersAdded(EventInfo info, List<Member> members) implements MemberEvent {
    public MembersAdded {
        Check.notNull("info", info);
        members = Check.listOf("members", members);
    }
}

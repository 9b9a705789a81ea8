package io.videoprovider.event;

import io.videoprovider.call.Member;
import io.videoprovider.error.Check;
import java.util.List;

/**
 * Properties of members changed, such as their role.
 *
 * @param info the properties that every event has
 * @param members the changed members
 */
public record MembersUpdated(EventInfo info, List<Member> members) implements MemberEvent {
    public MembersUpdated {
        Check.notNull("info", info);
        members = Check.listOf("members", members);
    }
}

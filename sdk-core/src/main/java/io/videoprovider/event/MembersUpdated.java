package io.videoprovider.event;

import io.videoprovider.call.Member;
import java.util.List;

/**
 * What is known of members changed, such as their role.
 *
 * @param info what every event has
 * @param members those whom it is about, as they are now
 */
public record MembersUpdated(EventInfo info, List<Member> members) implements MemberEvent {
    public MembersUpdated {
        members = List.copyOf(members);
    }
}

package io.videoprovider.event;

import io.videoprovider.call.Member;
import java.util.List;

/**
 * People were invited.
 *
 * @param info what every event has
 * @param members those whom it is about, as they are now
 */
public record MembersAdded(EventInfo info, List<Member> members) implements MemberEvent {
    public MembersAdded {
        members = List.copyOf(members);
    }
}

package io.videoprovider.stream;

import io.videoprovider.call.Member;
import io.videoprovider.common.Json;
import io.videoprovider.stream.client.StreamEvent;
import java.util.Collection;
import java.util.List;

/** Maps members of Stream calls. */
final class MemberMapper {

    private MemberMapper() {}

    static List<Member> members(Collection<Json> members) {
        return members.stream().map(MemberMapper::member).toList();
    }

    static Member member(Json member) {
        String role = member.string("role");
        return new Member(StreamEvent.memberId(member), role.isEmpty() ? null : role);
    }

    static List<Json> json(Collection<Member> members) {
        return members.stream()
                .map(member -> Json.builder()
                        .put("user_id", member.userId())
                        .put("role", member.role())
                        .build())
                .toList();
    }
}

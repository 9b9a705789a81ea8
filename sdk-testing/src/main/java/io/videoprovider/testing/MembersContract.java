package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class MembersContract extends ServiceContract {

    MembersContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Test
    void added_members_are_listed_and_removed_members_are_not() {
        Members members = assumeFeature(Members.class);
        CallId id = CallId.random("contract");
        String carol = "carol-" + id.id();
        String dave = "dave-" + id.id();
        provider()
                .calls()
                .getOrCreate(CallRequest.builder(id).member(Member.of(carol)).build());

        members.add(id, List.of(new Member(dave, "host")));
        assertThat(members.list(id)).extracting(Member::userId).containsExactlyInAnyOrder(carol, dave);

        members.remove(id, List.of(carol));
        assertThat(members.list(id)).extracting(Member::role).containsExactly("host");
    }

    @Test
    void members_of_an_unknown_call_are_not_found() {
        Members members = assumeFeature(Members.class);

        notFound(() -> members.list(CallId.random("unknown")));
    }
}

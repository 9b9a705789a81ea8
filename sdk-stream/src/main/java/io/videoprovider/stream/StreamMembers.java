package io.videoprovider.stream;

import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.spi.ListItems;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import java.util.Collection;
import java.util.List;

/** Members of Stream calls. */
final class StreamMembers implements Members {

    private final StreamClient client;
    private final StreamUsers users;
    private final Capabilities capabilities;

    StreamMembers(StreamClient client, StreamUsers users, Capabilities capabilities) {
        this.client = client;
        this.users = users;
        this.capabilities = capabilities;
    }

    @Override
    public Page<Member> list(CallId call) {
        CallMapper.checked(call, capabilities);
        // For a call that does not exist, Stream returns an empty list.
        client.calls().getCall(call);
        Json query = Json.builder().put("limit", StreamClient.BATCH).build();
        return CursorPages.of(
                query,
                page -> client.calls().queryMembers(call, page),
                response ->
                        ListItems.map("stream QueryCallMembers", response.objects("members"), MemberMapper::member));
    }

    @Override
    public void add(CallId call, Collection<Member> members) {
        CallMapper.checked(call, capabilities);
        List<Member> all = Check.listOf("members", members);
        all.forEach(member -> StreamUserId.check("member", member.userId()));
        List<String> userIds = all.stream().map(Member::userId).toList();
        Json unused = MemberBatches.send(
                "update_members",
                MemberMapper.json(all),
                0,
                changes -> users.ensure(userIds, () -> client.calls().updateMembers(call, changes)));
    }

    @Override
    public void remove(CallId call, Collection<String> userIds) {
        CallMapper.checked(call, capabilities);
        List<String> ids = Check.<String>listOf("userIds", userIds).stream()
                .map(id -> StreamUserId.check("userId", id))
                .toList();
        Json unused = MemberBatches.send(
                "remove_members", ids, 0, changes -> client.calls().updateMembers(call, changes));
    }
}

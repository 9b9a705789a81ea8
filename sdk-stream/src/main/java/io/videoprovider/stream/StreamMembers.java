package io.videoprovider.stream;

import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Members;
import io.videoprovider.internal.check.Check;
import io.videoprovider.stream.client.StreamClient;
import java.util.Collection;
import java.util.List;

/** Members of Stream's calls. */
final class StreamMembers implements Members {

    private final StreamClient client;
    private final StreamUsers users;
    private final Capabilities capabilities;

    StreamMembers(StreamClient client, StreamUsers users, Capabilities capabilities) {
        this.client = client;
        this.users = users;
        this.capabilities = capabilities;
    }

    static Json json(Member member) {
        return Json.builder()
                .put("user_id", member.userId())
                .put("role", member.role())
                .build();
    }

    @Override
    public Page<Member> list(CallId call) {
        StreamCalls.checked(call, capabilities);
        // A call that is not there answers like one without members.
        client.getCall(call.type(), call.id());
        Json query = Json.builder().put("limit", StreamClient.BATCH).build();
        return StreamCalls.pages(
                query,
                page -> client.queryMembers(call.type(), call.id(), page),
                answer -> answer.objects("members").stream()
                        .map(StreamMembers::member)
                        .toList());
    }

    private static Member member(Json json) {
        String role = json.string("role");
        return new Member(json.string("user_id"), role.isEmpty() ? null : role);
    }

    @Override
    public void add(CallId call, Collection<Member> members) {
        StreamCalls.checked(call, capabilities);
        List<Member> all = List.copyOf(members);
        users.ensure(all.stream().map(Member::userId).toList());
        for (int from = 0; from < all.size(); from += StreamClient.BATCH) {
            List<Json> batch = all.subList(from, Math.min(all.size(), from + StreamClient.BATCH)).stream()
                    .map(StreamMembers::json)
                    .toList();
            client.updateMembers(
                    call.type(),
                    call.id(),
                    Json.builder().put("update_members", batch).build());
        }
    }

    @Override
    public void remove(CallId call, Collection<String> userIds) {
        StreamCalls.checked(call, capabilities);
        List<String> all = userIds.stream().map(id -> Check.text("userId", id)).toList();
        for (int from = 0; from < all.size(); from += StreamClient.BATCH) {
            List<String> batch = all.subList(from, Math.min(all.size(), from + StreamClient.BATCH));
            client.updateMembers(
                    call.type(),
                    call.id(),
                    Json.builder().put("remove_members", batch).build());
        }
    }
}

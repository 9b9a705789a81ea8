package io.videoprovider.stream;

import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
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
        update(call, "update_members", all.stream().map(StreamMembers::json).toList(), 0);
    }

    /** The rest of a new call's members: the first hundred came with it. */
    void addAfterCreation(CallId call, List<Member> members) {
        update(call, "update_members", members.stream().map(StreamMembers::json).toList(), StreamClient.BATCH);
    }

    @Override
    public void remove(CallId call, Collection<String> userIds) {
        StreamCalls.checked(call, capabilities);
        update(
                call,
                "remove_members",
                userIds.stream().map(id -> Check.text("userId", id)).toList(),
                0);
    }

    /**
     * Updates in requests of a hundred.
     *
     * @param before how many were taken by an earlier request
     */
    private void update(CallId call, String field, List<?> members, int before) {
        for (int from = 0; from < members.size(); from += StreamClient.BATCH) {
            List<?> batch = members.subList(from, Math.min(members.size(), from + StreamClient.BATCH));
            try {
                client.updateMembers(
                        call.type(), call.id(), Json.builder().put(field, batch).build());
            } catch (VideoException failure) {
                int done = before + from;
                if (done == 0) {
                    throw failure;
                }
                // Part of it took effect, whatever became of this request.
                throw new ProviderException(
                        "only the first " + done + " of " + (before + members.size()) + " members went through",
                        failure.details().withOutcomeUnknown(true),
                        failure);
            }
        }
    }
}

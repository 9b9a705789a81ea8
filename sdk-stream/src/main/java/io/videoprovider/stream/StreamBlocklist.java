package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.moderation.Blocklist;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;

/** Blocked users of Stream calls. */
final class StreamBlocklist implements Blocklist {

    private final StreamClient client;
    private final StreamUsers users;
    private final Capabilities capabilities;

    StreamBlocklist(StreamClient client, StreamUsers users, Capabilities capabilities) {
        this.client = client;
        this.users = users;
        this.capabilities = capabilities;
    }

    @Override
    public void block(CallId call, String userId) {
        CallMapper.addressable(call, capabilities);
        StreamUserId.check("userId", userId);
        users.ensureFor(userId, () -> client.calls().blockUser(call, userId));
    }

    @Override
    public void unblock(CallId call, String userId) {
        CallMapper.addressable(call, capabilities);
        StreamUserId.check("userId", userId);
        users.ensureFor(userId, () -> client.calls().unblockUser(call, userId));
    }

    @Override
    public Page<String> list(CallId call) {
        CallMapper.addressable(call, capabilities);
        return Page.of(client.calls().getCall(call).raw().strings("blocked_user_ids"));
    }
}

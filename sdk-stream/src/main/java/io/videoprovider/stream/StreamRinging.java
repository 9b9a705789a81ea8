package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.ringing.Ringing;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import java.util.Collection;
import java.util.List;

/** Ringing of Stream. */
final class StreamRinging implements Ringing {

    private final StreamClient client;
    private final Capabilities capabilities;

    StreamRinging(StreamClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public List<String> ring(CallId call, Collection<String> userIds, RingKind kind) {
        CallMapper.checked(call, capabilities);
        List<String> members = Check.<String>listOf("userIds", userIds).stream()
                .map(userId -> StreamUserId.check("userIds", userId))
                .distinct()
                .toList();
        if (members.size() > MAX_USERS) {
            throw new InvalidRequestException(
                    "userIds", "must have at most " + MAX_USERS + " users, had " + members.size());
        }
        return client.calls().ringCall(call, members, Check.notNull("kind", kind) == RingKind.VIDEO);
    }

    @Override
    public void notify(CallId call) {
        CallMapper.checked(call, capabilities);
        client.calls().notifyMembers(call);
    }

    @Override
    public void cancel(CallId call) {
        CallMapper.checked(call, capabilities);
        client.calls().endCall(call);
    }
}

package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.ringing.RingResponse;
import io.videoprovider.ringing.Ringing;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    public List<RingResponse> responses(CallId call) {
        CallMapper.checked(call, capabilities);
        CallResponse current = client.calls().getCall(call);
        // Stream keeps the earlier ones of a user who responds again.
        Map<String, RingResponse> byUser = new LinkedHashMap<>();
        current.missedBy()
                .forEach((user, at) -> byUser.put(user, new RingResponse(user, RingResponse.Type.MISSED, at)));
        current.rejectedBy()
                .forEach((user, at) -> byUser.put(user, new RingResponse(user, RingResponse.Type.REJECTED, at)));
        current.acceptedBy()
                .forEach((user, at) -> byUser.put(user, new RingResponse(user, RingResponse.Type.ACCEPTED, at)));
        return List.copyOf(byUser.values());
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

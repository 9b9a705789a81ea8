package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.message.Messages;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages, implemented by LiveKit data packets. */
final class LiveKitMessages implements Messages {

    private final LiveKitClient client;
    private final Capabilities capabilities;

    LiveKitMessages(LiveKitClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public void send(CallId call, @Nullable String topic, byte[] payload) {
        deliver(call, topic, payload, List.of());
    }

    @Override
    public void send(CallId call, @Nullable String topic, byte[] payload, Collection<String> userIds) {
        // Without identities, the server sends to all participants.
        if (Check.listOf("userIds", userIds).isEmpty()) {
            throw new InvalidRequestException("userIds", "must not be empty; leave it out to send to all participants");
        }
        userIds.forEach(userId -> Check.text("userId", userId));
        deliver(call, topic, payload, userIds);
    }

    private void deliver(CallId call, @Nullable String topic, byte[] payload, Collection<String> userIds) {
        String room = CallMapper.roomName(call, capabilities);
        String subject = topic == null ? "" : Check.atMost("topic", topic, 256);
        int limit = capabilities.limits().messageBytes();
        if (Check.notNull("payload", payload).length > limit) {
            throw new InvalidRequestException(
                    "payload", "must have at most " + limit + " bytes, had " + payload.length);
        }
        ForwardedOperation.run(
                () -> client.rooms().sendData(room, subject, payload, userIds),
                () -> client.rooms().getRoom(room));
    }
}

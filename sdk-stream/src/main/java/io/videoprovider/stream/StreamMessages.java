package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.message.Messages;
import io.videoprovider.stream.client.StreamClient;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Messages as custom events of Stream, which the server user sends to all clients. */
final class StreamMessages implements Messages {

    /** Stream's limit on the custom data of an event. */
    private static final int MAX_EVENT_BYTES = 5 * 1024;

    /** Its base64 leaves 1 KiB of an event for the topic. */
    static final int MAX_PAYLOAD_BYTES = 3 * 1024;

    private static final int MAX_TOPIC = 256;
    private static final int MAX_ID = 256;

    private final StreamClient client;
    private final StreamUsers users;
    private final String serverUser;
    private final Capabilities capabilities;

    StreamMessages(StreamClient client, StreamUsers users, String serverUser, Capabilities capabilities) {
        this.client = client;
        this.users = users;
        this.serverUser = serverUser;
        this.capabilities = capabilities;
    }

    @Override
    public void send(CallId call, @Nullable String topic, byte[] payload) {
        CallMapper.checked(call, capabilities);
        // Before the look-up of the server user.
        Check.id("call type", call.type(), MAX_ID);
        Check.id("call id", call.id(), MAX_ID);
        String subject = topic == null ? null : Check.atMost("topic", topic, MAX_TOPIC);
        int limit = capabilities.limits().messageBytes();
        if (Check.notNull("payload", payload).length > limit) {
            throw new InvalidRequestException(
                    "payload", "must have at most " + limit + " bytes, had " + payload.length);
        }
        Json custom = MessageMapper.custom(subject, payload);
        int bytes = custom.writeUtf8().length;
        if (bytes > MAX_EVENT_BYTES) {
            throw new InvalidRequestException(
                    "topic", "and payload must have at most " + MAX_EVENT_BYTES + " bytes as JSON, had " + bytes);
        }
        users.ensureFor(serverUser, () -> client.calls().sendEvent(call, serverUser, custom));
    }

    @Override
    public void send(CallId call, @Nullable String topic, byte[] payload, Collection<String> userIds) {
        Check.notNull("payload", payload);
        Check.listOf("userIds", userIds);
        CallMapper.checked(call, capabilities);
        capabilities.require(Capability.MESSAGE_TO_PARTICIPANTS, "messages to some of the participants");
        throw new IllegalStateException("not a capability of Stream");
    }
}

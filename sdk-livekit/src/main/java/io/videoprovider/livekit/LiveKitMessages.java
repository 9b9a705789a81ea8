package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.message.Messages;
import java.util.Collection;
import java.util.List;

/** Messages as LiveKit data packets. */
final class LiveKitMessages implements Messages {

    private final LiveKitClient client;
    private final Capabilities capabilities;

    LiveKitMessages(LiveKitClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public void send(CallId call, String topic, byte[] payload) {
        deliver(call, topic, payload, List.of());
    }

    @Override
    public void send(CallId call, String topic, byte[] payload, Collection<String> userIds) {
        // To the server, no identity means everyone.
        if (userIds.isEmpty()) {
            throw new InvalidRequestException("userIds", "is empty; leave it out to send to everyone");
        }
        userIds.forEach(userId -> Check.text("userId", userId));
        deliver(call, topic, payload, userIds);
    }

    private boolean isGone(String room, UnavailableException silence) {
        try {
            return client.listRooms(List.of(room)).isEmpty();
        } catch (VideoException alsoUnanswered) {
            silence.addSuppressed(alsoUnanswered);
            return false;
        }
    }

    /**
     * Whether the thing may have been done, so that no other error may take the place of this one. Otherwise the server asked
     * into the room until it gave up, and does not know why nobody answered.
     */
    static boolean mayHaveTakenEffect(UnavailableException failure) {
        return failure.retryable() || failure.attempts() > 1;
    }

    private void deliver(CallId call, String topic, byte[] payload, Collection<String> userIds) {
        String room = LiveKitCalls.roomName(call, capabilities);
        Check.atMost("topic", topic, 256);
        int limit = capabilities.limits().messageBytes();
        if (payload.length > limit) {
            throw new InvalidRequestException("payload", "has " + payload.length + " bytes; the limit is " + limit);
        }
        try {
            client.sendData(room, topic, payload, userIds);
        } catch (UnavailableException e) {
            throw mayHaveTakenEffect(e) || !isGone(room, e) ? e : LiveKitCalls.notFound("there is no such room");
        }
    }
}

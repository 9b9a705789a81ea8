package io.videoprovider.event;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user sent a message to the call. Topic and payload are those of {@code Messages.send}, if the sender used it or its wire form.
 *
 * @param info the properties that every event has
 * @param userId the user who sent it
 * @param topic the subject by which clients distinguish messages; null for none
 * @param payload the content of the message; null if the sender used another form
 * @param content all fields as the sending application wrote them
 */
@SuppressWarnings("ArrayRecordComponent") // It is copied, compared and printed as a value.
public record MessageReceived(
        EventInfo info, String userId, @Nullable String topic, byte @Nullable [] payload, Json content)
        implements MessageEvent {

    public MessageReceived(
            EventInfo info, String userId, @Nullable String topic, byte @Nullable [] payload, Json content) {
        this.info = Check.notNull("info", info);
        this.userId = Check.notNull("userId", userId);
        this.topic = topic;
        this.payload = payload == null ? null : payload.clone();
        this.content = Check.notNull("content", content);
    }

    /** Returns a copy of the content of the message; null if the sender used another form. */
    @Override
    public byte @Nullable [] payload() {
        return payload == null ? null : payload.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MessageReceived that
                && info.equals(that.info)
                && userId.equals(that.userId)
                && Objects.equals(topic, that.topic)
                && Arrays.equals(payload, that.payload)
                && content.equals(that.content);
    }

    @Override
    public int hashCode() {
        return Objects.hash(info, userId, topic, Arrays.hashCode(payload), content);
    }

    /** Omits the payload, which may be confidential. */
    @Override
    public String toString() {
        return "MessageReceived[" + info + ", userId=" + userId + ", topic=" + topic + "]";
    }
}

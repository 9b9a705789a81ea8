package io.videoprovider.event;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;

/**
 * A user sent a message to the call.
 *
 * @param info the properties that every event has
 * @param userId the user who sent it
 * @param content the content as the sending application wrote it
 */
public record MessageReceived(EventInfo info, String userId, Json content) implements MessageEvent {

    public MessageReceived {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
        Check.notNull("content", content);
    }
}

package io.videoprovider.event;

import io.videoprovider.common.Json;

/**
 * A user sent a message to the call.
 *
 * @param info the properties that every event has
 * @param userId the user who sent it
 * @param content the content as the sending application wrote it
 */
public record MessageReceived(EventInfo info, String userId, Json content) implements MessageEvent {}

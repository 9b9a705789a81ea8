package io.videoprovider.event;

import io.videoprovider.common.Json;

/**
 * Somebody sent a message to the call.
 *
 * @param info what every event has
 * @param userId who
 * @param content what, as the application that sent it wrote it
 */
public record MessageReceived(EventInfo info, String userId, Json content) implements MessageEvent {}

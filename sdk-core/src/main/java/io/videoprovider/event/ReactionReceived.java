package io.videoprovider.event;

/**
 * Somebody reacted.
 *
 * @param info what every event has
 * @param userId who
 * @param reaction how, by the vendor's name of it, such as {@code raise-hand}
 * @param emoji the code of an emoji; {@code ""} for none
 */
public record ReactionReceived(EventInfo info, String userId, String reaction, String emoji) implements MessageEvent {}

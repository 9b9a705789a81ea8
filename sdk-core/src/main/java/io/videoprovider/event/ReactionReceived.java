package io.videoprovider.event;

import io.videoprovider.error.Check;
import org.jspecify.annotations.Nullable;

/**
 * A user sent a reaction.
 *
 * @param info the properties that every event has
 * @param userId the user who sent it
 * @param reaction the vendor's name of the reaction, such as {@code raise-hand}
 * @param emoji the code of an emoji; null for none
 */
public record ReactionReceived(
        EventInfo info,
        String userId,
        String reaction,
        @Nullable String emoji) implements MessageEvent {

    public ReactionReceived {
        Check.notNull("info", info);
        Check.notNull("userId", userId);
        Check.notNull("reaction", reaction);
    }
}

package io.videoprovider.chat;

import io.videoprovider.call.DeleteMode;
import io.videoprovider.common.CallId;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;
import java.util.Collection;

/**
 * Manages the chat channel of a call: the twin of the call in the vendor's chat service. The channel is independent of the call: it may
 * be created before the call, and stays after its end until it is deleted. Thread-safe. An optional feature: {@code
 * video.require(ChatChannels.class)}.
 */
public interface ChatChannels extends Feature {

    /**
     * Returns the channel of a call, and creates it if it does not exist. The users become members of the channel, also if it exists.
     * Creates users that do not exist yet.
     *
     * @param userIds the members to add; may be empty
     */
    ChatChannel getOrCreate(CallId call, Collection<String> userIds);

    /**
     * Adds members. Users who are members already are ignored. Creates users that do not exist yet.
     *
     * @throws NotFoundException if the channel does not exist
     */
    void add(CallId call, Collection<String> userIds);

    /**
     * Removes members. Users who are not members are ignored.
     *
     * @throws NotFoundException if the channel does not exist
     */
    void remove(CallId call, Collection<String> userIds);

    /**
     * Deletes the channel. Does nothing if it does not exist. A channel that is created again is empty.
     *
     * @param mode {@code SOFT} hides the messages; {@code HARD} deletes them, also those of a channel that was deleted softly
     */
    void delete(CallId call, DeleteMode mode);
}

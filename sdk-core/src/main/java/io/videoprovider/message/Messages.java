package io.videoprovider.message;

import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.feature.Feature;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Sends messages to the clients of people in a call. Thread-safe. */
public interface Messages extends Feature {

    /**
     * Sends a message to everyone in the call. Delivered at most once, to who is in the call at that moment.
     *
     * @param topic what it is about, for the clients to tell messages apart; {@code ""} for none
     * @param payload what it says; the provider's capabilities tell how long it may be
     * @throws InvalidRequestException if the payload is too long
     * @throws NotFoundException if the provider knows no such call
     */
    void send(CallId call, @Nullable String topic, byte[] payload);

    /** The same, to some of the people in the call. Who is not there gets nothing, and that is no error. */
    void send(CallId call, @Nullable String topic, byte[] payload, Collection<String> userIds);
}

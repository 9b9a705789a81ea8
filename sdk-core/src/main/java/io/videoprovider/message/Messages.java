package io.videoprovider.message;

import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to the clients of participants. Thread-safe. An optional feature: {@code video.require(Messages.class)}.
 */
public interface Messages extends Feature {

    /**
     * Sends a message to all participants that are connected at that moment. Delivered at most once.
     *
     * @param topic the subject by which clients distinguish messages; null for none
     * @param payload the content, at most {@code Limits.messageBytes} bytes
     * @throws InvalidRequestException if the payload or the topic is too long
     * @throws NotFoundException if the call does not exist
     */
    void send(CallId call, @Nullable String topic, byte[] payload);

    /**
     * Sends a message to some of the participants. Users who are not connected are ignored. Only providers with the capability {@code
     * MESSAGE_TO_PARTICIPANTS} do so.
     *
     * @param topic the subject by which clients distinguish messages; null for none
     * @param payload the content, at most {@code Limits.messageBytes} bytes
     * @throws UnsupportedFeatureException if the provider sends messages to all participants only; thrown before any I/O
     * @throws InvalidRequestException if the payload is too long, or {@code userIds} is empty
     * @throws NotFoundException if the call does not exist
     */
    void send(CallId call, @Nullable String topic, byte[] payload, Collection<String> userIds);
}

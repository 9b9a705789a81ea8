package io.videoprovider.emulator;

/**
 * A participant for tests, who has joined with a real join token, publishes tracks and leaves. An emulator simulates it in
 * memory; a test against a real server implements the interface with a real client.
 *
 * <p>Implementations are thread-safe.
 */
public interface SimulatedParticipant extends AutoCloseable {

    /** Returns the participant's id, which is that of the token. */
    String identity();

    /**
     * Publishes a track and returns when the server has received it.
     *
     * @param source {@code camera}, {@code microphone}, {@code screen_share} or {@code screen_share_audio}
     * @return the vendor's id of the track
     * @throws IllegalStateException if the token's permissions forbid it, or the participant is no longer in the call
     */
    String publish(String source);

    /** Unpublishes a track that {@link #publish} returned. */
    void unpublish(String trackId);

    /** Returns whether the participant is connected: false after {@link #leave}, a removal or the end of the call. */
    boolean connected();

    /** Leaves the call. Does nothing if the participant is not connected. */
    void leave();

    /** The same as {@link #leave}. */
    @Override
    default void close() {
        leave();
    }
}

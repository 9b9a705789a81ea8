package io.videoprovider.emulator;

/**
 * A person in a call, for tests: joined with a real join token, publishes tracks, leaves. An emulator simulates one in
 * memory; a test against a real server drives a real client behind the same interface.
 *
 * <p>Implementations are thread-safe.
 */
public interface SimulatedParticipant extends AutoCloseable {

    /** The participant's id, as the token named it. */
    String identity();

    /**
     * Publishes a track and returns when the server knows it.
     *
     * @param source {@code camera}, {@code microphone}, {@code screen_share} or {@code screen_share_audio}
     * @return the vendor's id of the track
     * @throws IllegalStateException if the token's permissions forbid it, or the participant is no longer in the call
     */
    String publish(String source);

    /** Takes back a track that {@link #publish} returned. */
    void unpublish(String trackId);

    /** Whether the participant is still in the call: false after {@link #leave}, a removal or the end of the call. */
    boolean connected();

    /** Leaves the call. Does nothing when already out. */
    void leave();

    /** The same as {@link #leave}. */
    @Override
    default void close() {
        leave();
    }
}

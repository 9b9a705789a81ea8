package io.videoprovider.participant;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;

/**
 * Lists, mutes, changes and removes the participants that are connected to a call. Thread-safe. Besides the exceptions that they
 * document, all methods may throw those of every remote operation: see {@code VideoProvider}.
 *
 * <p>Invited users are in {@code io.videoprovider.call.Members}, messages to the clients of participants in {@code
 * io.videoprovider.message.Messages}. Both are optional features: {@code VideoProvider.feature(X.class)}.
 */
public interface Participants {

    /**
     * Returns all participants, ordered by join time. Includes hidden participants, agents and recorders, marked as such.
     *
     * <p>A vendor without pages may list only a part of a large call. {@link Page#truncated} reports this, {@link Page#total} has the
     * number of participants, and {@code Semantics.participantListIsComplete} reports whether it can happen.
     *
     * @throws NotFoundException if the call does not exist
     */
    Page<Participant> list(CallId call);

    /**
     * Returns a participant.
     *
     * @throws NotFoundException if the user is not in the call
     */
    Participant get(CallId call, String userId);

    /**
     * Disconnects a participant. {@code Semantics.removalRevokesToken} reports whether the same token still admits the user.
     *
     * @throws NotFoundException if the user is not in the call
     */
    void remove(CallId call, String userId);

    /**
     * Mutes the tracks of one kind that a participant publishes. Does nothing if no matching track is published. The participant can
     * unmute; revoke the permission to prevent that.
     *
     * @param kind {@link TrackKind#MICROPHONE}, {@link TrackKind#CAMERA}, {@link TrackKind#SCREEN_SHARE} or {@link
     *     TrackKind#SCREEN_SHARE_AUDIO}, which every provider supports; on LiveKit also the kind of any {@link Track} of the participant
     * @throws NotFoundException if the user is not in the call
     * @throws InvalidRequestException if the provider does not support the kind (Stream)
     */
    void mute(CallId call, String userId, TrackKind kind);

    /**
     * Mutes one track. Does nothing if the track is muted.
     *
     * @throws NotFoundException if the user is not in the call, or does not publish the track
     * @throws UnsupportedFeatureException if the provider mutes by kind only
     */
    void muteTrack(CallId call, String userId, String trackId);

    /**
     * Changes permissions, display name, metadata or attributes of a participant.
     *
     * @return the participant after the change
     * @throws NotFoundException if the user is not in the call
     * @throws UnsupportedFeatureException if the provider cannot change a value of a connected participant
     */
    Participant update(CallId call, String userId, ParticipantUpdate change);
}

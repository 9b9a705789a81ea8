package io.videoprovider.participant;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnsupportedFeatureException;
import java.util.Collection;

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
     * Returns a participant; one of them if the user has several connections.
     *
     * @throws NotFoundException if the user is not in the call
     */
    Participant get(CallId call, String userId);

    /**
     * Returns the connections of a user to a call, ordered by join time: one for each device. Where {@code
     * Semantics.secondConnectionReplacesFirst} is true, there is only one.
     *
     * @throws NotFoundException if the user is not in the call
     */
    Page<Participant> connections(CallId call, String userId);

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
     *     TrackKind#SCREEN_SHARE_AUDIO}, which every provider supports; on LiveKit also {@code unknown}, the kind of a {@link Track}
     *     without a source
     * @throws NotFoundException if the user is not in the call
     * @throws InvalidRequestException if the provider has no such kind
     */
    void mute(CallId call, String userId, TrackKind kind);

    /**
     * Mutes the tracks of one kind that all participants publish, except those of some users. A participant who leaves at the same time
     * is not an error. Safe to repeat after a failure, which may have left some participants unmuted.
     *
     * @param kind as for {@link #mute}
     * @param except the users to leave out; empty for none
     * @throws NotFoundException if the call does not exist
     * @throws InvalidRequestException if the provider has no such kind
     * @throws ProviderException if there are exceptions, and the provider does not list all participants of the call: no participant is muted
     */
    void muteAll(CallId call, TrackKind kind, Collection<String> except);

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

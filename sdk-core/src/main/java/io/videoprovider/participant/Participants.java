package io.videoprovider.participant;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;

/**
 * People connected to a call now. Thread-safe. Besides what each method names, all may throw what every remote operation
 * may: see {@code VideoProvider}.
 */
public interface Participants {

    /**
     * Everyone in the call, who joined first first: hidden ones, agents and recorders too, marked as such.
     *
     * @throws NotFoundException if the provider knows no such call
     */
    Page<Participant> list(CallId call);

    /**
     * Looks up one.
     *
     * @throws NotFoundException if they are not in the call
     */
    Participant get(CallId call, String userId);

    /**
     * Puts somebody out. Whether their token lets them in again, the provider's capabilities tell.
     *
     * @throws NotFoundException if they are not in the call
     */
    void remove(CallId call, String userId);

    /**
     * Mutes what somebody publishes of one kind. Nothing to mute is no error. The participant can unmute; deny the
     * permission to prevent that.
     *
     * @throws NotFoundException if they are not in the call
     */
    void mute(CallId call, String userId, TrackKind kind);

    /**
     * Mutes one track. Muting it twice is no error.
     *
     * @throws NotFoundException if they are not in the call, or have no such track
     * @throws UnsupportedFeatureException if the provider mutes by kind only
     */
    void muteTrack(CallId call, String userId, String trackId);

    /**
     * Changes what somebody may do, their name, metadata or attributes.
     *
     * @return the participant after the change
     * @throws NotFoundException if they are not in the call
     * @throws UnsupportedFeatureException if the provider cannot change this of a connected participant
     */
    Participant update(CallId call, String userId, ParticipantUpdate change);
}

package io.videoprovider.backstage;

import io.videoprovider.call.Call;
import io.videoprovider.common.CallId;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Feature;

/**
 * Opens and closes calls that are in backstage: only users whose role permits it, such as hosts, can join them before they are live.
 * Thread-safe. An optional feature: {@code video.require(Backstage.class)}.
 *
 * <p>{@code CallRequest.joinAhead} creates a call in backstage, and admits other users a while before its start.
 */
public interface Backstage extends Feature {

    /** Makes a call live: all users can join it. Starts nothing else. Does nothing if the call is live. */
    default Call goLive(CallId call) {
        return goLive(call, GoLiveOptions.none());
    }

    /**
     * Makes a call live: all users can join it. Safe to repeat without options.
     *
     * @param options the recordings and broadcasts to start with it; they need a participant in the call
     * @return the call after the change
     * @throws NotFoundException if the call does not exist
     * @throws ConflictException if the call has no participant to record, or an option runs already; the call stays as it is
     * @throws UnsupportedFeatureException if the provider does not support an option
     */
    Call goLive(CallId call, GoLiveOptions options);

    /**
     * Puts a call into backstage and stops its recordings, broadcasts, transcriptions and captions. Connected participants stay
     * connected. Safe to repeat.
     *
     * @return the call after the change
     * @throws NotFoundException if the call does not exist
     */
    Call stopLive(CallId call);
}

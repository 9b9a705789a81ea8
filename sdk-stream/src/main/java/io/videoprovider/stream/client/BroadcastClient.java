package io.videoprovider.stream.client;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import java.util.List;

/** Operations on broadcasts of Stream calls, with Stream's names. {@link StreamClient#broadcasts} returns it. Thread-safe. */
public final class BroadcastClient {

    private final StreamTransport transport;

    BroadcastClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code StartHLSBroadcasting}.
     *
     * @return the URL of the playlist
     */
    public String startHlsBroadcasting(CallId call) {
        return transport
                .call(StreamOperation.START_HLS_BROADCASTING, Json.EMPTY, call)
                .string("playlist_url");
    }

    /**
     * {@code StopHLSBroadcasting}. Also succeeds if an earlier attempt stopped it and its response was lost.
     *
     * @throws ConflictException if it is not running
     */
    public void stopHlsBroadcasting(CallId call) {
        transport.stop(StreamOperation.STOP_HLS_BROADCASTING, call);
    }

    /**
     * {@code StartRTMPBroadcasts}. Stream accepts one broadcast per request.
     *
     * @param broadcast {@code name}, {@code stream_url}, {@code stream_key}, {@code quality}, {@code layout}
     */
    public void startRtmpBroadcast(CallId call, Json broadcast) {
        Json body = Json.builder()
                .put("broadcasts", List.of(Check.notNull("broadcast", broadcast)))
                .build();
        transport.call(StreamOperation.START_RTMP_BROADCASTS, body, call);
    }

    /**
     * {@code StopRTMPBroadcast}. Also succeeds if an earlier attempt stopped it and its response was lost.
     *
     * @throws ConflictException if it is not running
     */
    public void stopRtmpBroadcast(CallId call, String name) {
        transport.stop(StreamOperation.STOP_RTMP_BROADCAST, call, Check.notNull("name", name));
    }

    /**
     * {@code StopAllRTMPBroadcasts}. Also succeeds if an earlier attempt stopped them and its response was lost.
     *
     * @throws ConflictException if none is running and Stream rejects the request
     */
    public void stopAllRtmpBroadcasts(CallId call) {
        transport.stop(StreamOperation.STOP_ALL_RTMP_BROADCASTS, call);
    }
}

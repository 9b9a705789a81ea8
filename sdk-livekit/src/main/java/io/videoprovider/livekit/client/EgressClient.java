package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import java.util.Collection;
import java.util.List;

/**
 * {@code Egress}: recordings and outgoing streams. {@link LiveKitClient#egress} returns it. Thread-safe.
 */
public final class EgressClient {

    private final TwirpTransport transport;

    EgressClient(TwirpTransport transport) {
        this.transport = transport;
    }

    /** {@code StartEgress}, the unified start; fails with {@code bad_route} on servers before 1.13.2. */
    public EgressInfo startEgress(Json request) {
        return new EgressInfo(transport.call(LiveKitOperation.START_EGRESS, request));
    }

    /** {@code StartRoomCompositeEgress}. */
    public EgressInfo startRoomCompositeEgress(Json request) {
        return new EgressInfo(transport.call(LiveKitOperation.START_ROOM_COMPOSITE_EGRESS, request));
    }

    /** {@code StartParticipantEgress}. */
    public EgressInfo startParticipantEgress(Json request) {
        return new EgressInfo(transport.call(LiveKitOperation.START_PARTICIPANT_EGRESS, request));
    }

    /** {@code StartTrackEgress}. */
    public EgressInfo startTrackEgress(Json request) {
        return new EgressInfo(transport.call(LiveKitOperation.START_TRACK_EGRESS, request));
    }

    /** {@code StartTrackCompositeEgress}. */
    public EgressInfo startTrackCompositeEgress(Json request) {
        return new EgressInfo(transport.call(LiveKitOperation.START_TRACK_COMPOSITE_EGRESS, request));
    }

    /**
     * {@code StartWebEgress}: records a web page, which belongs to no room.
     *
     * @param request {@code livekit.WebEgressRequest}: {@code url} and outputs
     */
    public EgressInfo startWebEgress(Json request) {
        return new EgressInfo(transport.call(LiveKitOperation.START_WEB_EGRESS, request));
    }

    /**
     * {@code ListEgress}: returns one page of egresses.
     *
     * @param request {@code livekit.ListEgressRequest}: {@code room_name}, {@code egress_id}, {@code active},
     *     {@code page_token}
     * @return the response with {@code items} and {@code next_page_token}; read the items with {@link #egresses}
     * @throws NotFoundException if the request contains an id that does not exist
     */
    public Json listEgress(Json request) {
        return transport.call(LiveKitOperation.LIST_EGRESS, request);
    }

    /**
     * {@code ListEgress} for one egress.
     *
     * @throws NotFoundException if the egress does not exist
     */
    public EgressInfo getEgress(String egressId) {
        return transport.one(
                LiveKitOperation.LIST_EGRESS,
                egress(egressId).build(),
                "items",
                "egress",
                EgressInfo::new,
                EgressClient::check);
    }

    private static void check(EgressInfo egress) {
        Wire.requireId("egress_id", egress.egressId());
    }

    /** Returns the items of a response to {@link #listEgress}. */
    public static List<EgressInfo> egresses(Json response) {
        return Wire.list(Check.notNull("response", response), "items", EgressInfo::new, EgressClient::check);
    }

    /**
     * {@code StopEgress}.
     *
     * @throws NotFoundException after some seconds if the egress does not exist
     * @throws io.videoprovider.error.ConflictException after some seconds if the egress has ended
     */
    public EgressInfo stopEgress(String egressId) {
        return new EgressInfo(
                transport.call(LiveKitOperation.STOP_EGRESS, egress(egressId).build()));
    }

    /** {@code UpdateLayout}. Only custom templates use it; those of LiveKit do not. */
    public EgressInfo updateLayout(String egressId, String layout) {
        return new EgressInfo(transport.call(
                LiveKitOperation.UPDATE_LAYOUT,
                egress(egressId).put("layout", Check.notNull("layout", layout)).build()));
    }

    /** {@code UpdateStream}: adds and removes RTMP or SRT destinations. */
    public EgressInfo updateStream(String egressId, Collection<String> addUrls, Collection<String> removeUrls) {
        return updateStream(
                egressId,
                Json.builder()
                        .putIfNotEmpty("add_output_urls", Check.listOf("addUrls", addUrls))
                        .putIfNotEmpty("remove_output_urls", Check.listOf("removeUrls", removeUrls))
                        .build());
    }

    /**
     * {@code UpdateStream} with all its fields.
     *
     * @param changes fields of {@code livekit.UpdateStreamRequest}: {@code add_output_urls}, {@code remove_output_urls}, and, since
     *     protocol 1.54, {@code add_destinations}, a list of {@code {"id": …, "url": …}}; older servers ignore them
     */
    public EgressInfo updateStream(String egressId, Json changes) {
        return new EgressInfo(transport.call(
                LiveKitOperation.UPDATE_STREAM,
                Check.notNull("changes", changes).toBuilder()
                        .put("egress_id", Wire.id("egressId", egressId))
                        .build()));
    }

    private static Json.Builder egress(String egressId) {
        return Json.builder().put("egress_id", Wire.id("egressId", egressId));
    }
}

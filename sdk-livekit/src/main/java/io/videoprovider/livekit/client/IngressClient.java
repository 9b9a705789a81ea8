package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import java.util.List;

/**
 * {@code Ingress}: incoming streams. {@link LiveKitClient#ingress} returns it. Thread-safe.
 */
public final class IngressClient {

    private final TwirpTransport transport;

    IngressClient(TwirpTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code CreateIngress}.
     *
     * @param request {@code livekit.CreateIngressRequest}: {@code input_type}, {@code room_name},
     *     {@code participant_identity}, {@code name}, …; {@code url} for {@code URL_INPUT}
     */
    public IngressInfo createIngress(Json request) {
        return new IngressInfo(transport.call(LiveKitOperation.CREATE_INGRESS, request));
    }

    /**
     * {@code UpdateIngress}. Not possible for ingresses of {@code URL_INPUT}.
     *
     * @param changes fields of {@code livekit.UpdateIngressRequest}; an empty text changes nothing
     * @throws NotFoundException if the ingress does not exist
     */
    public IngressInfo updateIngress(String ingressId, Json changes) {
        return new IngressInfo(transport.call(
                LiveKitOperation.UPDATE_INGRESS,
                Check.notNull("changes", changes).toBuilder()
                        .put("ingress_id", Wire.id("ingressId", ingressId))
                        .build()));
    }

    /**
     * {@code ListIngress}: returns one page of ingresses, not ordered.
     *
     * @param request {@code livekit.ListIngressRequest}: {@code room_name}, {@code ingress_id}, {@code page_token}
     * @return the response with {@code items} and {@code next_page_token}; read the items with {@link #ingresses}
     * @throws NotFoundException if the request contains an id that does not exist
     */
    public Json listIngress(Json request) {
        return transport.call(LiveKitOperation.LIST_INGRESS, request);
    }

    /** Returns the items of a response to {@link #listIngress}. */
    public static List<IngressInfo> ingresses(Json response) {
        return Wire.list(
                Check.notNull("response", response),
                "items",
                IngressInfo::new,
                ingress -> Wire.requireId("ingress_id", ingress.ingressId()));
    }

    /**
     * {@code DeleteIngress}: deletes the ingress and ends its stream. Also succeeds if an earlier attempt deleted it and its
     * response was lost.
     *
     * @throws NotFoundException if the ingress does not exist
     */
    public void deleteIngress(String ingressId) {
        Json request = Json.builder()
                .put("ingress_id", Wire.id("ingressId", ingressId))
                .build();
        transport.callIgnoringEarlierSuccess(LiveKitOperation.DELETE_INGRESS, request, request);
    }
}

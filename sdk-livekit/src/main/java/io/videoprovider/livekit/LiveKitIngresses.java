package io.videoprovider.livekit;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.ingress.IngressProtocol;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.livekit.client.IngressClient;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.spi.Reconciliation;
import java.util.Optional;

/** LiveKit ingresses: kept until they are deleted, each with its own key. */
final class LiveKitIngresses implements Ingresses {

    private final LiveKitClient client;
    private final Capabilities capabilities;

    LiveKitIngresses(LiveKitClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public Ingress create(CallId call, IngressRequest request) {
        String room = CallMapper.roomName(call, capabilities);
        if (Check.notNull("request", request).protocol() == IngressProtocol.SRT) {
            capabilities.require(Capability.INGRESS_SRT, "an SRT ingress");
        }
        if (request.ttl() != null) {
            capabilities.require(Capability.INGRESS_TTL, "an ingress that expires; delete it instead");
        }
        Check.atMostBytes("userId", request.userId(), capabilities.limits().userIdBytes());
        Optional<Ingress> present = find(room, request);
        if (present.isPresent()) {
            return present.get();
        }
        Json create = Json.builder()
                .put("input_type", IngressMapper.inputType(request.protocol()))
                .put("name", request.userId())
                .put("room_name", room)
                .put("participant_identity", request.userId())
                .build();
        try {
            return IngressMapper.ingress(client.ingress().createIngress(create)).orElseThrow();
        } catch (VideoException failure) {
            if (!failure.outcomeUnknown()) {
                throw failure;
            }
            return Reconciliation.after(failure, () -> find(room, request)).orElseThrow(() -> failure);
        }
    }

    private Optional<Ingress> find(String room, IngressRequest request) {
        return list(room).stream()
                .filter(ingress -> ingress.protocol() == request.protocol())
                .filter(ingress -> ingress.userId().equals(request.userId()))
                .findFirst();
    }

    @Override
    public Page<Ingress> list(CallId call) {
        return list(CallMapper.roomName(call, capabilities));
    }

    private Page<Ingress> list(String room) {
        Json query = Json.builder().put("room_name", room).build();
        return CursorPages.of(
                query,
                this::list,
                response -> IngressClient.ingresses(response).stream()
                        .flatMap(info -> IngressMapper.ingress(info).stream())
                        .toList());
    }

    private Json list(Json query) {
        try {
            return client.ingress().listIngress(query);
        } catch (ProviderException e) {
            if ("internal".equals(e.code())) {
                throw new UnavailableException(
                        "the server does not support ingress: it needs Redis, and the ingress service with the same Redis",
                        e.details(),
                        e);
            }
            throw e;
        }
    }

    @Override
    public void delete(IngressId id) {
        try {
            client.ingress().deleteIngress(Check.notNull("id", id).value());
        } catch (NotFoundException deletedAlready) {
            // the intended result
        }
    }
}

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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        String room = checkedRoom(call, request);
        return find(room, request).orElseGet(() -> create(room, request));
    }

    private String checkedRoom(CallId call, IngressRequest request) {
        String room = CallMapper.roomName(call, capabilities);
        if (Check.notNull("request", request).protocol() == IngressProtocol.SRT) {
            capabilities.require(Capability.INGRESS_SRT, "an SRT ingress");
        }
        if (request.ttl() != null) {
            capabilities.require(Capability.INGRESS_TTL, "an ingress that expires; delete it instead");
        }
        Check.atMostBytes("userId", request.userId(), capabilities.limits().userIdBytes());
        return room;
    }

    private Ingress create(String room, IngressRequest request) {
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
        return findAll(room, request).findFirst();
    }

    private Stream<Ingress> findAll(String room, IngressRequest request) {
        return list(room).stream()
                .filter(ingress -> ingress.protocol() == request.protocol())
                .filter(ingress -> ingress.userId().equals(request.userId()));
    }

    @Override
    public Ingress rotate(CallId call, IngressRequest request) {
        String room = checkedRoom(call, request);
        List<Ingress> old = findAll(room, request).toList();
        // The old key is deleted first: it must not be valid after a failure that the caller takes for a success.
        old.forEach(ingress -> delete(ingress.id()));
        try {
            return create(room, request);
        } catch (VideoException failure) {
            if (old.isEmpty()) {
                throw failure;
            }
            throw new ProviderException(
                    "the old stream key was deleted, and creating a new one failed; repeat the rotation",
                    failure.details(),
                    failure);
        }
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

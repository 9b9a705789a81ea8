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
import io.videoprovider.livekit.client.IngressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Ingresses as LiveKit has them: kept until they are deleted, each with a key of its own. */
final class LiveKitIngresses implements Ingresses {

    private static final Map<IngressProtocol, String> INPUTS =
            Map.of(IngressProtocol.RTMP, "RTMP_INPUT", IngressProtocol.WHIP, "WHIP_INPUT");

    private final LiveKitClient client;
    private final Capabilities capabilities;

    LiveKitIngresses(LiveKitClient client, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
    }

    @Override
    public Ingress create(CallId call, IngressRequest request) {
        String room = LiveKitCalls.roomName(call, capabilities);
        if (request.protocol() == IngressProtocol.SRT) {
            capabilities.require(Capability.INGRESS_SRT, "an ingress by SRT");
        }
        if (request.ttl() != null) {
            capabilities.require(Capability.INGRESS_TTL, "an ingress that expires; delete it in time");
        }
        Check.atMostBytes("userId", request.userId(), capabilities.limits().userIdBytes());
        Optional<Ingress> present = find(room, request);
        if (present.isPresent()) {
            return present.get();
        }
        Json create = Json.builder()
                .put("input_type", Objects.requireNonNull(INPUTS.get(request.protocol())))
                .put("name", request.userId())
                .put("room_name", room)
                .put("participant_identity", request.userId())
                .build();
        try {
            return ingress(client.createIngress(create)).orElseThrow();
        } catch (VideoException failure) {
            if (!failure.outcomeUnknown()) {
                throw failure;
            }
            return afterLostAnswer(room, request, failure);
        }
    }

    /** Whether it is there now, only the server knows. */
    private Ingress afterLostAnswer(String room, IngressRequest request, VideoException failure) {
        Optional<Ingress> present;
        try {
            present = find(room, request);
        } catch (VideoException alsoUnanswered) {
            // What matters to the caller is that one may be there.
            failure.addSuppressed(alsoUnanswered);
            throw failure;
        }
        return present.orElseThrow(() -> failure);
    }

    private Optional<Ingress> find(String room, IngressRequest request) {
        return page(Json.builder().put("room_name", room).build()).stream()
                .filter(ingress -> ingress.protocol() == request.protocol())
                .filter(ingress -> ingress.userId().equals(request.userId()))
                .findFirst();
    }

    @Override
    public Page<Ingress> list(CallId call) {
        return page(Json.builder()
                .put("room_name", LiveKitCalls.roomName(call, capabilities))
                .build());
    }

    private Page<Ingress> page(Json query) {
        Json answer = list(query);
        List<Ingress> ingresses = LiveKitClient.ingresses(answer).stream()
                .flatMap(info -> ingress(info).stream())
                .toList();
        String next = answer.object("next_page_token").string("token");
        return new Page<>(
                ingresses,
                next.isEmpty()
                        ? null
                        : () -> page(query.toBuilder()
                                .put(
                                        "page_token",
                                        Json.builder().put("token", next).build())
                                .build()));
    }

    private Json list(Json query) {
        try {
            return client.listIngress(query);
        } catch (ProviderException e) {
            if ("internal".equals(e.code())) {
                throw new UnavailableException(
                        "the server has no ingress: it needs Redis, and the ingress service with the same Redis",
                        e.details(),
                        e);
            }
            throw e;
        }
    }

    @Override
    public void delete(IngressId id) {
        try {
            client.deleteIngress(id.value());
        } catch (NotFoundException closedAlready) {
            // as it should be
        }
    }

    /** Empty for what the server fetches by itself: nobody can send there. */
    private static Optional<Ingress> ingress(IngressInfo info) {
        return INPUTS.entrySet().stream()
                .filter(input -> input.getValue().equals(info.inputType()))
                .findFirst()
                .map(input -> new Ingress(
                        new IngressId(info.ingressId()),
                        LiveKitCalls.callId(info.roomName()),
                        info.participantIdentity(),
                        input.getKey(),
                        info.url().isEmpty() ? null : info.url(),
                        info.streamKey(),
                        null,
                        info.raw()));
    }
}

package io.videoprovider.livekit;

import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.ingress.IngressProtocol;
import io.videoprovider.livekit.client.IngressInfo;
import java.util.Optional;

/** Maps LiveKit ingresses. */
final class IngressMapper {

    private IngressMapper() {}

    /** Returns the ingress; empty for a URL input, which the server pulls from instead of receiving a stream. */
    static Optional<Ingress> ingress(IngressInfo info) {
        for (IngressProtocol protocol : IngressProtocol.values()) {
            if (inputType(protocol).equals(info.inputType())) {
                return Optional.of(new Ingress(
                        new IngressId(info.ingressId()),
                        CallMapper.callId(info.roomName()),
                        info.participantIdentity(),
                        protocol,
                        info.url().isEmpty() ? null : info.url(),
                        info.streamKey(),
                        null,
                        info.raw()));
            }
        }
        return Optional.empty();
    }

    static String inputType(IngressProtocol protocol) {
        return protocol.name() + "_INPUT";
    }
}

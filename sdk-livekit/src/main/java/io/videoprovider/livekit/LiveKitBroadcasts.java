package io.videoprovider.livekit;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Storage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Broadcasts as LiveKit egresses to streams and segments. */
final class LiveKitBroadcasts implements Broadcasts {

    private final LiveKitClient client;
    private final Capabilities capabilities;
    private final LiveKitEgresses egresses;

    LiveKitBroadcasts(LiveKitClient client, AtomicBoolean olderServer, Capabilities capabilities) {
        this.client = client;
        this.capabilities = capabilities;
        this.egresses = new LiveKitEgresses(
                client, olderServer, "broadcast", EgressInfo::streamsOnly, UnavailableException::new);
    }

    @Override
    public Broadcast start(CallId call, BroadcastRequest request) {
        String room = LiveKitCalls.roomName(call, capabilities);
        requireSupport(request);
        BroadcastEgress wanted = BroadcastEgress.of(request);
        return broadcast(egresses.start(
                room,
                info -> BroadcastEgress.of(info).filter(wanted::equals).isPresent(),
                () -> egresses.unified(
                        () -> BroadcastEgress.unified(room, request),
                        () -> client.startRoomCompositeEgress(BroadcastEgress.composite(room, request)))));
    }

    private void requireSupport(BroadcastRequest request) {
        if (request.kind() == BroadcastKind.HLS) {
            if (request.storage() instanceof Storage.ProviderDefault) {
                capabilities.require(
                        Capability.BROADCAST_HLS_HOSTED,
                        "HLS that the provider serves; name a storage to write it into");
            } else {
                capabilities.require(Capability.BROADCAST_HLS_STORAGE, "HLS into a storage");
            }
            if (request.storage() instanceof Storage.Named) {
                capabilities.require(Capability.STORAGE_NAMED, "a storage set up under a name");
            }
        }
        if (request.destinations().stream().anyMatch(BroadcastDestination::bySrt)) {
            capabilities.require(Capability.BROADCAST_SRT, "pushing by SRT");
        }
        if (request.destinations().size() > 1) {
            capabilities.require(Capability.BROADCAST_SEVERAL_DESTINATIONS, "several destinations of one broadcast");
        }
    }

    @Override
    public Broadcast get(BroadcastId id) {
        return broadcast(egresses.get(id.value()));
    }

    @Override
    public Page<Broadcast> list(CallId call) {
        return egresses.list(LiveKitCalls.roomName(call, capabilities), LiveKitBroadcasts::broadcast);
    }

    @Override
    public Broadcast stop(BroadcastId id) {
        return broadcast(egresses.stop(id.value()));
    }

    static Broadcast broadcast(EgressInfo info) {
        return new Broadcast(
                new BroadcastId(info.egressId()),
                LiveKitCalls.callId(info.roomName()),
                info.roomId().isEmpty() ? null : info.roomId(),
                info.segments().isEmpty() ? BroadcastKind.PUSH : BroadcastKind.HLS,
                status(info.status()),
                playlist(info),
                info.startedAt(),
                info.endedAt(),
                info.error().isEmpty() ? null : info.error(),
                info.raw());
    }

    private static BroadcastStatus status(String status) {
        return switch (status) {
            case "EGRESS_STARTING" -> BroadcastStatus.STARTING;
            case "EGRESS_ACTIVE" -> BroadcastStatus.LIVE;
            case "EGRESS_ENDING" -> BroadcastStatus.STOPPING;
            case "EGRESS_COMPLETE", "EGRESS_LIMIT_REACHED" -> BroadcastStatus.ENDED;
            case "EGRESS_FAILED", "EGRESS_ABORTED" -> BroadcastStatus.FAILED;
            default -> BroadcastStatus.UNKNOWN;
        };
    }

    private static @Nullable String playlist(EgressInfo info) {
        return info.segments().stream()
                .flatMap(segments -> Stream.of(segments.livePlaylistLocation(), segments.playlistLocation()))
                .filter(location -> !location.isEmpty())
                .findFirst()
                .orElse(null);
    }
}

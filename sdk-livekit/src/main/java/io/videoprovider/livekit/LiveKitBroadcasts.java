package io.videoprovider.livekit;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Storage;
import io.videoprovider.spi.RequestChecks;

/** Broadcasts, implemented by LiveKit egresses that write streams or segments. */
final class LiveKitBroadcasts implements Broadcasts {

    private final Capabilities capabilities;
    private final RequestChecks checks;
    private final LiveKitEgresses egresses;

    LiveKitBroadcasts(LiveKitClient client, EgressMemory memory, Capabilities capabilities, RequestChecks checks) {
        this.capabilities = capabilities;
        this.checks = checks;
        this.egresses = new LiveKitEgresses(
                capabilities.provider(),
                client,
                memory,
                "broadcast",
                EgressInfo::streamsOnly,
                UnavailableException::new);
    }

    @Override
    public Broadcast start(CallId call, BroadcastRequest request) {
        String room = CallMapper.roomName(call, capabilities);
        requireSupport(request);
        return EgressMapper.broadcast(egresses.start(room, EgressRequest.of(room, request)));
    }

    private void requireSupport(BroadcastRequest request) {
        if (Check.notNull("request", request).kind() == BroadcastKind.HLS) {
            if (request.storage() instanceof Storage.ProviderDefault) {
                capabilities.require(Capability.BROADCAST_HLS_HOSTED, "HLS served by the provider; name a storage");
            } else {
                capabilities.require(Capability.BROADCAST_HLS_STORAGE, "HLS into a storage");
            }
            if (request.storage() instanceof Storage.Named) {
                capabilities.require(Capability.STORAGE_NAMED, "a storage by name");
            }
        }
        checks.checkLayout(request.layout());
        if (request.quality() == Quality.UHD_2160P) {
            capabilities.require(Capability.QUALITY_2160P, "the quality UHD_2160P");
        }
        if (request.videoBitrate() != null) {
            capabilities.require(Capability.BROADCAST_BITRATE, "a bitrate");
        }
        if (request.frameRate() != null) {
            capabilities.require(Capability.BROADCAST_FRAME_RATE, "a frame rate");
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
        return EgressMapper.broadcast(egresses.get(Check.notNull("id", id).value()));
    }

    @Override
    public Page<Broadcast> list(CallId call) {
        return egresses.list(CallMapper.roomName(call, capabilities), EgressMapper::broadcast);
    }

    @Override
    public Broadcast stop(BroadcastId id) {
        return EgressMapper.broadcast(egresses.stop(Check.notNull("id", id).value()));
    }

    @Override
    public Broadcast add(BroadcastId id, BroadcastDestination destination) {
        return change(id, destination, true);
    }

    @Override
    public Broadcast remove(BroadcastId id, BroadcastDestination destination) {
        return change(id, destination, false);
    }

    private Broadcast change(BroadcastId id, BroadcastDestination destination, boolean add) {
        Check.notNull("id", id);
        Check.notNull("destination", destination);
        capabilities.require(Capability.BROADCAST_CHANGE_DESTINATIONS, "changing the destinations of a broadcast");
        return EgressMapper.broadcast(egresses.changeStream(id.value(), EgressRequest.url(destination), add));
    }
}

package io.videoprovider.stream;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Storage;
import io.videoprovider.spi.ListItems;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.stream.BroadcastMapper.BroadcastKey;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Broadcasts of Stream calls: one HLS broadcast at a time, and any number of RTMP broadcasts, each with a unique name in the call.
 * Stream reports active broadcasts only.
 */
final class StreamBroadcasts implements Broadcasts {

    private static final int MAX_URL = 255;

    private final StreamClient client;
    private final SessionEvidence sessions;
    private final SigningKey secret;
    private final Capabilities capabilities;
    private final RequestChecks checks;

    StreamBroadcasts(
            StreamClient client,
            SessionEvidence sessions,
            SigningKey secret,
            Capabilities capabilities,
            RequestChecks checks) {
        this.client = client;
        this.sessions = sessions;
        this.secret = secret;
        this.capabilities = capabilities;
        this.checks = checks;
    }

    @Override
    public Broadcast start(CallId call, BroadcastRequest request) {
        CallMapper.checked(call, capabilities);
        requireSupport(Check.notNull("request", request));
        return sessions.start(
                client,
                call,
                new SessionEvidence.Startable<>(
                        target(key(call, request, "")),
                        now -> present(call, request, now).status().active(),
                        now -> present(call, request, now),
                        now -> applySettings(call, request),
                        now -> start(key(call, request, now.currentSessionId()), request, now.raw())));
    }

    private Broadcast present(CallId call, BroadcastRequest request, CallResponse now) {
        return BroadcastMapper.broadcast(key(call, request, now.currentSessionId()), now);
    }

    private void applySettings(CallId call, BroadcastRequest request) {
        Json settings = BroadcastMapper.settings(request);
        if (!settings.asMap().isEmpty()) {
            client.calls().updateCall(call, settings);
        }
    }

    private static String target(BroadcastKey key) {
        return new BroadcastKey(key.call(), key.kind(), key.hls() ? "" : key.detail())
                .id()
                .value();
    }

    private BroadcastKey key(CallId call, BroadcastRequest request, String session) {
        return request.kind() == BroadcastKind.HLS
                ? new BroadcastKey(call, BroadcastKind.HLS, session)
                : new BroadcastKey(call, BroadcastKind.PUSH, name(request));
    }

    private Broadcast start(BroadcastKey key, BroadcastRequest request, Json raw) {
        CallId call = key.call();
        String playlist = "";
        if (key.hls()) {
            playlist = client.broadcasts().startHlsBroadcasting(call);
        } else {
            client.broadcasts().startRtmpBroadcast(call, BroadcastMapper.rtmp(key.detail(), request));
        }
        return BroadcastMapper.broadcast(key, BroadcastStatus.STARTING, playlist, null, raw);
    }

    private void requireSupport(BroadcastRequest request) {
        if (!(request.storage() instanceof Storage.ProviderDefault)) {
            capabilities.require(Capability.BROADCAST_HLS_STORAGE, "HLS into a storage; Stream serves HLS itself");
        }
        checks.checkLayout(request.layout());
        RecordingMapper.checkLayout(request.layout());
        if (request.quality() == Quality.UHD_2160P) {
            capabilities.require(Capability.QUALITY_2160P, "the quality UHD_2160P");
        }
        if (request.videoBitrate() != null) {
            capabilities.require(Capability.BROADCAST_BITRATE, "a bitrate");
        }
        if (request.frameRate() != null) {
            capabilities.require(Capability.BROADCAST_FRAME_RATE, "a frame rate");
        }
        if (request.destinations().size() > 1) {
            capabilities.require(
                    Capability.BROADCAST_SEVERAL_DESTINATIONS,
                    "several destinations of one broadcast; start one for each");
        }
        for (BroadcastDestination destination : request.destinations()) {
            if (destination.bySrt()) {
                capabilities.require(Capability.BROADCAST_SRT, "pushing by SRT");
            }
            Check.atMost("url", destination.url(), MAX_URL);
        }
    }

    /** Returns the name of an RTMP broadcast: equal for equal requests. All participants see it, so it must not reveal the key. */
    private String name(BroadcastRequest request) {
        BroadcastDestination destination = request.destinations().get(0);
        Json layout = RecordingMapper.layout(request.layout());
        Quality quality = request.quality();
        String parameters = String.join(
                "\n",
                destination.url(),
                destination.streamKey() == null ? "" : destination.streamKey(),
                layout == null ? "" : layout.write(),
                quality == null ? "" : quality.name());
        byte[] mac = secret.mac(parameters.getBytes(StandardCharsets.UTF_8));
        return "push-" + HexFormat.of().formatHex(mac, 0, 12);
    }

    @Override
    public Broadcast get(BroadcastId id) {
        BroadcastKey key = BroadcastKey.parse(Check.notNull("id", id), capabilities.provider());
        return BroadcastMapper.broadcast(key, client.calls().getCall(key.call()));
    }

    @Override
    public Page<Broadcast> list(CallId call) {
        CallMapper.checked(call, capabilities);
        CallResponse now;
        try {
            now = client.calls().getCall(call);
        } catch (NotFoundException e) {
            return Page.of(List.of());
        }
        List<BroadcastKey> keys = new ArrayList<>();
        keys.add(new BroadcastKey(call, BroadcastKind.HLS, now.currentSessionId()));
        now.rtmpBroadcasts().forEach(each -> keys.add(new BroadcastKey(call, BroadcastKind.PUSH, each.name())));
        return Page.of(ListItems.map("stream GetCall", keys, key -> BroadcastMapper.broadcast(key, now)).stream()
                .filter(broadcast -> broadcast.status().active())
                .sorted(Comparator.comparing(
                        Broadcast::startedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder())))
                .toList());
    }

    @Override
    public Broadcast stop(BroadcastId id) {
        Broadcast present = get(id);
        if (!present.status().active()) {
            return present;
        }
        BroadcastKey key = BroadcastKey.parse(id, capabilities.provider());
        CallId call = key.call();
        // If the stop fails, the next start does not rely on the state of a broadcast that may be dead.
        sessions.remove(target(key));
        try {
            if (key.hls()) {
                client.broadcasts().stopHlsBroadcasting(call);
            } else {
                client.broadcasts().stopRtmpBroadcast(call, key.detail());
            }
        } catch (ConflictException stoppedAlready) {
            // the intended result
        }
        Broadcast stopping =
                BroadcastMapper.broadcast(key, BroadcastStatus.STOPPING, "", present.startedAt(), present.raw());
        try {
            Broadcast after = get(id);
            return after.status().active() ? stopping : after;
        } catch (VideoException unanswered) {
            // The broadcast was stopped; only its state could not be read.
            return stopping;
        }
    }

    @Override
    public Broadcast add(BroadcastId id, BroadcastDestination destination) {
        Check.notNull("id", id);
        Check.notNull("destination", destination);
        throw unchangeable();
    }

    @Override
    public Broadcast remove(BroadcastId id, BroadcastDestination destination) {
        Check.notNull("id", id);
        Check.notNull("destination", destination);
        throw unchangeable();
    }

    private UnsupportedFeatureException unchangeable() {
        return new UnsupportedFeatureException(
                capabilities.provider(),
                "does not support changing the destinations of a broadcast ("
                        + Capability.BROADCAST_CHANGE_DESTINATIONS
                        + " is not in its capabilities); start or stop one broadcast for each");
    }
}

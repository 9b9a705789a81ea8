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
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Storage;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Broadcasts of Stream's calls: one as HLS at a time, and any number by RTMP, each with a name that is its own in the call. Stream
 * tells of those that go on and forgets the others.
 */
final class StreamBroadcasts implements Broadcasts {

    private static final String HLS = "hls";
    private static final String RTMP = "rtmp";
    private static final int MAX_URL = 255;

    private final StreamClient client;
    private final SigningKey secret;
    private final Capabilities capabilities;

    StreamBroadcasts(StreamClient client, SigningKey secret, Capabilities capabilities) {
        this.client = client;
        this.secret = secret;
        this.capabilities = capabilities;
    }

    /**
     * What a broadcast's id is made of.
     *
     * @param detail the session of one as HLS, the name of one by RTMP
     */
    private record Key(CallId call, String type, String detail) {

        static Key parse(BroadcastId id) {
            String[] parts = id.value().split("~", -1);
            if (parts.length == 3 && parts[1].equals(HLS)) {
                return new Key(StreamCalls.callId(parts[0]), HLS, parts[2]);
            }
            try {
                if (parts.length == 3 && parts[1].equals(RTMP)) {
                    byte[] name = Base64.getUrlDecoder().decode(parts[2]);
                    return new Key(StreamCalls.callId(parts[0]), RTMP, new String(name, StandardCharsets.UTF_8));
                }
            } catch (IllegalArgumentException notBase64) {
                // no id of ours
            }
            throw new NotFoundException(
                    "that is no id of a broadcast on Stream", ErrorDetails.at(ProviderId.STREAM.value()), null);
        }

        /** Other software gives names of any characters. */
        BroadcastId id() {
            byte[] name = detail.getBytes(StandardCharsets.UTF_8);
            return new BroadcastId(call + "~" + type + "~"
                    + (type.equals(HLS)
                            ? detail
                            : Base64.getUrlEncoder().withoutPadding().encodeToString(name)));
        }
    }

    @Override
    public Broadcast start(CallId call, BroadcastRequest request) {
        StreamCalls.checked(call, capabilities);
        requireSupport(request);
        CallResponse present = client.getCall(call.type(), call.id());
        Key key = request.kind() == BroadcastKind.HLS
                ? new Key(call, HLS, present.currentSessionId())
                : new Key(call, RTMP, name(request));
        Broadcast now = broadcast(key, present);
        if (now.status().active()) {
            return now;
        }
        prepare(call, request);
        try {
            String playlist = start(key, request);
            return broadcast(key, BroadcastStatus.STARTING, playlist, null, present.raw());
        } catch (VideoException failure) {
            // Somebody else started it, or the answer was lost: only the server knows.
            if (!(failure instanceof ConflictException) && !failure.outcomeUnknown()) {
                throw failure;
            }
            return runningAfter(failure, key);
        }
    }

    private Broadcast runningAfter(VideoException failure, Key key) {
        Broadcast now;
        try {
            CallResponse call = client.getCall(key.call().type(), key.call().id());
            now = broadcast(key.type().equals(HLS) ? new Key(key.call(), HLS, call.currentSessionId()) : key, call);
        } catch (VideoException alsoUnanswered) {
            // What matters to the caller is that a broadcast may be going on.
            failure.addSuppressed(alsoUnanswered);
            throw failure;
        }
        if (!now.status().active()) {
            throw failure;
        }
        return now;
    }

    private void requireSupport(BroadcastRequest request) {
        if (!(request.storage() instanceof Storage.ProviderDefault)) {
            capabilities.require(Capability.BROADCAST_HLS_STORAGE, "HLS into a storage; it serves HLS itself");
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

    /** The name of what is pushed in just this way. Everybody in the call sees it, so that it must not give away the key. */
    private String name(BroadcastRequest request) {
        BroadcastDestination destination = request.destinations().get(0);
        Layout layout = request.layout();
        Quality quality = request.quality();
        String asked = String.join(
                "\n",
                destination.url(),
                destination.streamKey() == null ? "" : destination.streamKey(),
                layout == null ? "" : layout.name(),
                quality == null ? "" : quality.name());
        byte[] mac = secret.mac(asked.getBytes(StandardCharsets.UTF_8));
        return "push-" + HexFormat.of().formatHex(mac, 0, 12);
    }

    /** Layout and quality of HLS are settings of the call, to be made before the start. */
    private void prepare(CallId call, BroadcastRequest request) {
        Layout layout = request.layout();
        Quality quality = request.quality();
        if (request.kind() != BroadcastKind.HLS || (layout == null && quality == null)) {
            return;
        }
        // Stream wants the tracks whenever HLS is set; 720p is its own choice.
        String track = StreamRecordings.quality(quality == null ? Quality.HD_720P : quality);
        Json hls = Json.builder()
                .put("enabled", true)
                .put("quality_tracks", List.of(track))
                .put("layout", layout == null ? null : StreamRecordings.layout(layout))
                .build();
        Json broadcasting = Json.builder().put("enabled", true).put(HLS, hls).build();
        Json settings = Json.builder().put("broadcasting", broadcasting).build();
        client.updateCall(
                call.type(),
                call.id(),
                Json.builder().put("settings_override", settings).build());
    }

    /** Starts it, and says where the playlist is; {@code ""} for what is pushed. */
    private String start(Key key, BroadcastRequest request) {
        CallId call = key.call();
        if (key.type().equals(HLS)) {
            return client.startHlsBroadcasting(call.type(), call.id());
        }
        BroadcastDestination destination = request.destinations().get(0);
        Layout layout = request.layout();
        Quality quality = request.quality();
        client.startRtmpBroadcast(
                call.type(),
                call.id(),
                Json.builder()
                        .put("name", key.detail())
                        .put("stream_url", destination.url())
                        .put("stream_key", destination.streamKey())
                        .put("quality", quality == null ? null : StreamRecordings.quality(quality))
                        .put("layout", layout == null ? null : StreamRecordings.layout(layout))
                        .build());
        return "";
    }

    @Override
    public Broadcast get(BroadcastId id) {
        Key key = Key.parse(id);
        return broadcast(key, client.getCall(key.call().type(), key.call().id()));
    }

    @Override
    public Page<Broadcast> list(CallId call) {
        StreamCalls.checked(call, capabilities);
        CallResponse now;
        try {
            now = client.getCall(call.type(), call.id());
        } catch (NotFoundException e) {
            return Page.of(List.of());
        }
        List<Key> keys = new ArrayList<>();
        keys.add(new Key(call, HLS, now.currentSessionId()));
        now.rtmpBroadcasts().forEach(each -> keys.add(new Key(call, RTMP, each.name())));
        return Page.of(keys.stream()
                .map(key -> broadcast(key, now))
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
        Key key = Key.parse(id);
        CallId call = key.call();
        try {
            if (key.type().equals(HLS)) {
                client.stopHlsBroadcasting(call.type(), call.id());
            } else {
                client.stopRtmpBroadcast(call.type(), call.id(), key.detail());
            }
        } catch (ConflictException stoppedAlready) {
            // as it should be
        }
        Broadcast stopping = broadcast(key, BroadcastStatus.STOPPING, "", present.startedAt(), present.raw());
        try {
            Broadcast after = get(id);
            return after.status().active() ? stopping : after;
        } catch (VideoException unanswered) {
            // It was stopped, whatever becomes of the look at it.
            return stopping;
        }
    }

    /** A broadcast by what the call tells: one that it does not name is over. */
    private static Broadcast broadcast(Key key, CallResponse now) {
        if (key.type().equals(HLS)) {
            String status = now.hlsStatus();
            boolean on = !status.isEmpty()
                    && !status.equals("stopped")
                    && now.currentSessionId().equals(key.detail());
            return broadcast(
                    key,
                    !on
                            ? BroadcastStatus.ENDED
                            : status.equals("starting") ? BroadcastStatus.STARTING : BroadcastStatus.LIVE,
                    on ? now.hlsPlaylistUrl() : "",
                    null,
                    now.raw());
        }
        return now.rtmpBroadcasts().stream()
                .filter(each -> each.name().equals(key.detail()))
                .map(each -> broadcast(key, BroadcastStatus.LIVE, "", each.startedAt(), now.raw()))
                .findFirst()
                .orElseGet(() -> broadcast(key, BroadcastStatus.ENDED, "", null, now.raw()));
    }

    /** A broadcast as HLS, as an event tells of it. */
    static Broadcast hls(CallId call, String session, BroadcastStatus status, String playlist, Json raw) {
        return broadcast(new Key(call, HLS, session), status, playlist, null, raw);
    }

    /** A broadcast by RTMP, as an event tells of it. */
    static Broadcast push(CallId call, String name, BroadcastStatus status, Json raw) {
        return broadcast(new Key(call, RTMP, name), status, "", null, raw);
    }

    private static Broadcast broadcast(
            Key key, BroadcastStatus status, String playlist, @Nullable Instant startedAt, Json raw) {
        return new Broadcast(
                key.id(),
                key.call(),
                key.type().equals(HLS) && !key.detail().isEmpty() ? key.detail() : null,
                key.type().equals(HLS) ? BroadcastKind.HLS : BroadcastKind.PUSH,
                status,
                playlist.isEmpty() ? null : playlist,
                startedAt,
                null,
                null,
                raw);
    }
}

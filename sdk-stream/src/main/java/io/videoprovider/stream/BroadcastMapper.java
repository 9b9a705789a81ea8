package io.videoprovider.stream;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.recording.Quality;
import io.videoprovider.stream.client.CallResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps broadcasts of Stream calls. */
final class BroadcastMapper {

    private BroadcastMapper() {}

    /**
     * The parts of a broadcast id.
     *
     * @param detail the session of an HLS broadcast, or the name of an RTMP broadcast
     */
    record BroadcastKey(CallId call, BroadcastKind kind, String detail) {

        private static final String HLS = "hls";
        private static final String RTMP = "rtmp";

        static BroadcastKey parse(BroadcastId id, ProviderId provider) {
            CallPartId parts = CallPartId.parse(id.value(), Set.of(HLS, RTMP));
            try {
                if (parts != null && parts.kind().equals(HLS)) {
                    return new BroadcastKey(parts.call(), BroadcastKind.HLS, parts.detail());
                }
                if (parts != null) {
                    byte[] name = Base64.getUrlDecoder().decode(parts.detail());
                    return new BroadcastKey(parts.call(), BroadcastKind.PUSH, new String(name, StandardCharsets.UTF_8));
                }
            } catch (IllegalArgumentException notBase64) {
                // not an id of this provider
            }
            throw new NotFoundException("the id is not that of a Stream broadcast", ErrorDetails.at(provider), null);
        }

        BroadcastId id() {
            if (hls()) {
                return new BroadcastId(new CallPartId(call, HLS, detail).text());
            }
            // In base64, which takes less space than the encoding of CallPartId: names of other software may be long.
            byte[] name = detail.getBytes(StandardCharsets.UTF_8);
            return new BroadcastId(new CallPartId(
                            call, RTMP, Base64.getUrlEncoder().withoutPadding().encodeToString(name))
                    .text());
        }

        boolean hls() {
            return kind == BroadcastKind.HLS;
        }
    }

    /**
     * Returns a broadcast by the state of the call. A broadcast that the call does not list has ended. Without a session nothing is
     * broadcast, regardless of the reported state.
     */
    static Broadcast broadcast(BroadcastKey key, CallResponse call) {
        if (call.currentSessionId().isEmpty()) {
            return broadcast(key, BroadcastStatus.ENDED, "", null, call.raw());
        }
        if (!key.hls()) {
            return call.rtmpBroadcasts().stream()
                    .filter(each -> each.name().equals(key.detail()))
                    .map(each -> broadcast(key, BroadcastStatus.LIVE, "", each.startedAt(), call.raw()))
                    .findFirst()
                    .orElseGet(() -> broadcast(key, BroadcastStatus.ENDED, "", null, call.raw()));
        }
        if (!call.currentSessionId().equals(key.detail())) {
            return broadcast(key, BroadcastStatus.ENDED, "", null, call.raw());
        }
        BroadcastStatus status = switch (call.hlsStatus()) {
            case "", "stopped" -> BroadcastStatus.ENDED;
            case "starting" -> BroadcastStatus.STARTING;
            default -> BroadcastStatus.LIVE;
        };
        String playlist = status == BroadcastStatus.ENDED ? "" : call.hlsPlaylistUrl();
        return broadcast(key, status, playlist, null, call.raw());
    }

    static Broadcast broadcast(
            BroadcastKey key, BroadcastStatus status, String playlist, @Nullable Instant startedAt, Json raw) {
        return new Broadcast(
                key.id(),
                key.call(),
                key.hls() && !key.detail().isEmpty() ? key.detail() : null,
                key.kind(),
                status,
                playlist.isEmpty() ? null : playlist,
                startedAt,
                null,
                null,
                raw);
    }

    /** Returns the change of the call's settings before HLS starts; empty for the settings of the call type. */
    static Json settings(BroadcastRequest request) {
        if (request.kind() != BroadcastKind.HLS || (request.layout() == null && request.quality() == null)) {
            return Json.EMPTY;
        }
        // Stream requires quality tracks with each change of HLS settings; 720p is its default.
        Quality quality = Objects.requireNonNullElse(request.quality(), Quality.HD_720P);
        Json hls = Json.builder()
                .put("enabled", true)
                .put("quality_tracks", List.of(Objects.requireNonNull(RecordingMapper.quality(quality))))
                .put("layout", RecordingMapper.layout(request.layout()))
                .build();
        Json broadcasting = Json.builder().put("enabled", true).put("hls", hls).build();
        Json settings = Json.builder().put("broadcasting", broadcasting).build();
        return Json.builder().put("settings_override", settings).build();
    }

    /** Returns {@code RTMPBroadcastRequest}. */
    static Json rtmp(String name, BroadcastRequest request) {
        BroadcastDestination destination = request.destinations().get(0);
        return Json.builder()
                .put("name", name)
                .put("stream_url", destination.url())
                .put("stream_key", destination.streamKey())
                .put("quality", RecordingMapper.quality(request.quality()))
                .put("layout", RecordingMapper.layout(request.layout()))
                .build();
    }
}

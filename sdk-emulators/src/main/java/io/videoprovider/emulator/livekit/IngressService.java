package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code livekit.Ingress}: stores ingresses. No worker receives streams. */
final class IngressService implements Rpc.Service {

    private static final Duration NO_WORKER = Duration.ofSeconds(3);
    private static final Set<String> INPUTS = Set.of("RTMP_INPUT", "WHIP_INPUT", "URL_INPUT");
    private static final Set<String> UPDATABLE = Set.of(
            "name",
            "room_name",
            "participant_identity",
            "participant_name",
            "participant_metadata",
            "enable_transcoding",
            "audio",
            "video",
            "enabled");

    private final Timers timers;
    private final boolean redis;
    private final Map<String, String> urls;
    private final Map<String, ObjectNode> ingresses = new LinkedHashMap<>();

    /** @param urls the URLs for encoders, by type of input */
    IngressService(Timers timers, boolean redis, Map<String, String> urls) {
        this.timers = timers;
        this.redis = redis;
        this.urls = Map.copyOf(urls);
    }

    @Override
    public Map<String, Rpc> calls() {
        return Map.of(
                "Ingress/CreateIngress", this::create,
                "Ingress/UpdateIngress", this::update,
                "Ingress/ListIngress", this::list,
                "Ingress/DeleteIngress", this::delete);
    }

    private ObjectNode create(ObjectNode request) throws TwirpError {
        requireRedis();
        String type = request.path("input_type").asString("RTMP_INPUT");
        if (!INPUTS.contains(type)) {
            throw TwirpError.invalid("invalid ingress type");
        }
        boolean pulled = type.equals("URL_INPUT");
        if (pulled) {
            checkUrl(Json.text(request, "url"));
            if (Json.text(request, "room_name").isEmpty()) {
                throw invalid("no room name");
            }
            if (!Json.flag(request, "enabled", true)) {
                throw invalid("disabled non reusable ingress");
            }
        }
        check(request);
        if (pulled) {
            timers.pause(NO_WORKER);
            throw TwirpError.noResponse();
        }
        ObjectNode info = request.deepCopy();
        info.put("url", urls.getOrDefault(type, ""));
        info.put("ingress_id", Ids.next("IN_")).put("stream_key", Ids.next("")).put("reusable", true);
        info.putObject("state");
        setTranscoding(info);
        synchronized (this) {
            ingresses.put(Json.text(info, "ingress_id"), info);
            return info.deepCopy();
        }
    }

    private static void checkUrl(String url) throws TwirpError {
        if (url.isEmpty()) {
            throw invalid("missing URL parameter");
        }
        String scheme = url.substring(0, Math.max(0, url.indexOf(':')));
        if (!Set.of("http", "https", "srt").contains(scheme)) {
            throw invalid("invalid url scheme " + scheme);
        }
    }

    private static void check(ObjectNode info) throws TwirpError {
        if (Json.text(info, "participant_identity").isEmpty()) {
            throw invalid("no participant identity");
        }
        boolean whip = Json.text(info, "input_type").equals("WHIP_INPUT");
        if (Json.flag(info, "bypass_transcoding")) {
            refuseEncoding(info, whip, "transcoding bypass is selected");
        }
        if (!Json.flag(info, "enable_transcoding", !whip)) {
            refuseEncoding(info, whip, "transcoding is disabled");
        }
        checkSource(info, "video", Set.of("UNKNOWN", "CAMERA", "SCREEN_SHARE"));
        checkSource(info, "audio", Set.of("UNKNOWN", "MICROPHONE", "SCREEN_SHARE_AUDIO"));
    }

    private static void refuseEncoding(ObjectNode info, boolean whip, String when) throws TwirpError {
        String what = "invalid transcoding bypass configuration: ";
        if (!whip) {
            throw TwirpError.invalid(what + "bypassing transcoding impossible with selected input type");
        }
        for (String kind : List.of("video", "audio")) {
            if (info.path(kind).has("preset") || info.path(kind).has("options")) {
                throw TwirpError.invalid(what + kind + " encoding options must be empty if " + when);
            }
        }
    }

    private static void checkSource(ObjectNode info, String kind, Set<String> sources) throws TwirpError {
        if (!sources.contains(info.path(kind).path("source").asString("UNKNOWN"))) {
            throw TwirpError.invalid("invalid " + kind + " parameters: invalid track source");
        }
    }

    private static void setTranscoding(ObjectNode info) {
        boolean whip = Json.text(info, "input_type").equals("WHIP_INPUT");
        boolean transcoding = Json.flag(info, "enable_transcoding", !whip);
        info.put("enable_transcoding", transcoding).put("bypass_transcoding", !transcoding);
    }

    private synchronized ObjectNode update(ObjectNode request) throws TwirpError {
        requireRedis();
        ObjectNode info = existing(request).deepCopy();
        Json.fields(request)
                .filter(field -> UPDATABLE.contains(field.getKey()))
                .filter(field -> !(field.getValue().isString()
                        && field.getValue().stringValue().isEmpty()))
                .forEach(field -> info.set(field.getKey(), field.getValue()));
        check(info);
        setTranscoding(info);
        ingresses.put(Json.text(info, "ingress_id"), info);
        return info.deepCopy();
    }

    private synchronized ObjectNode list(ObjectNode request) throws TwirpError {
        requireRedis();
        String id = Json.text(request, "ingress_id");
        String room = Json.text(request, "room_name");
        if (!id.isEmpty()) {
            ObjectNode unused = existing(request);
        }
        List<ObjectNode> items = ingresses.values().stream()
                .filter(info -> id.isEmpty() || Json.text(info, "ingress_id").equals(id))
                .filter(info -> room.isEmpty() || Json.text(info, "room_name").equals(room))
                .map(ObjectNode::deepCopy)
                .toList();
        ObjectNode answer = Json.object();
        return answer.set("items", Json.array(items.stream()));
    }

    private synchronized ObjectNode delete(ObjectNode request) throws TwirpError {
        requireRedis();
        ObjectNode info = existing(request);
        ingresses.remove(Json.text(info, "ingress_id"));
        return info;
    }

    synchronized void clear() {
        ingresses.clear();
    }

    private ObjectNode existing(ObjectNode request) throws TwirpError {
        ObjectNode info = ingresses.get(Json.text(request, "ingress_id"));
        if (info == null) {
            throw TwirpError.notFound("ingress");
        }
        return info;
    }

    private void requireRedis() throws TwirpError {
        if (!redis) {
            throw TwirpError.notConnected("ingress");
        }
    }

    private static TwirpError invalid(String why) {
        return TwirpError.invalid("invalid ingress: " + why);
    }
}

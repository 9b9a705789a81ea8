package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One egress with its EgressInfo and its planned course. Not thread-safe; guarded by {@link EgressService}. */
final class Egress {

    private static final Pattern RTMP = Pattern.compile("(rtmps?://)(.*/)(.*/)(\\S*)( live=1)?");
    private static final Set<String> STORAGES = Set.of("s3", "gcp", "azure", "aliOSS");
    private static final Map<String, String> REDACTED = Map.of(
            "access_key", "{access_key}",
            "secret", "{secret}",
            "assume_role_external_id", "{external_id}",
            "session_token", "{session_token}",
            "credentials", "{credentials}",
            "account_name", "{account_name}",
            "account_key", "{account_key}");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss").withZone(ZoneOffset.UTC);

    final String id = Ids.next("EG_");
    final String roomSid;
    final List<Webhooks.Receiver> receivers;
    private final ObjectNode info;
    private String path = "";
    private String endReason = "";
    private boolean workerLost;

    /**
     * Creates an egress from a request, with the checks of a worker.
     *
     * @param kind the name of the request in EgressInfo, such as {@code room_composite}
     * @throws TwirpError if a worker would reject it
     */
    Egress(String kind, ObjectNode request, String roomSid, Instant now) throws TwirpError {
        this.roomSid = roomSid;
        this.receivers = receivers(request);
        this.info = Json.object()
                .put("egress_id", id)
                .put("room_id", roomSid)
                .put("room_name", Json.text(request, "room_name"))
                .put("source_type", sourceType(kind, request))
                .put("status", "EGRESS_STARTING");
        info.set(kind, redacted(request));
        readOutputs(kind, request, now);
        touch(now);
    }

    private static String sourceType(String kind, ObjectNode request) {
        boolean web =
                kind.equals("web") || kind.equals("room_composite") || (kind.equals("egress") && !request.has("media"));
        return web ? "EGRESS_SOURCE_TYPE_WEB" : "EGRESS_SOURCE_TYPE_SDK";
    }

    private static List<Webhooks.Receiver> receivers(ObjectNode request) {
        return Json.elements(request, "webhooks")
                .map(hook -> new Webhooks.Receiver(
                        Json.text(hook, "url"),
                        Json.text(hook, "signing_key"),
                        Json.texts(hook.path("filter_params"), "include_events"),
                        Json.texts(hook.path("filter_params"), "exclude_events")))
                .toList();
    }

    // Outputs -------------------------------------------------------------------------------------------------------

    private void readOutputs(String kind, ObjectNode request, Instant now) throws TwirpError {
        List<JsonNode> files = outputs(request, "file", "file_outputs");
        List<JsonNode> streams = outputs(request, "stream", "stream_outputs");
        List<JsonNode> segments = outputs(request, "segments", "segment_outputs");
        List<JsonNode> images = outputs(request, "images", "image_outputs");
        boolean toWebSocket = kind.equals("track") && request.has("websocket_url");
        // Only images: rejected, as by the worker behind the measured server.
        if (!toWebSocket && files.isEmpty() && streams.isEmpty() && segments.isEmpty()) {
            throw TwirpError.invalid("request has missing or invalid field: output");
        }
        for (JsonNode file : files) {
            path = Json.text(file, "filepath").isEmpty()
                    ? Json.text(info, "room_name") + "-" + TIME.format(now) + ".mp4"
                    : filled(Json.text(file, "filepath"), now);
            if (path.contains("fail-start")) {
                throw TwirpError.invalid("request has missing or invalid field: filepath");
            }
            Json.arrayIn(info, "file_results").addObject().put("filename", path);
        }
        for (JsonNode stream : streams) {
            Json.texts(stream, "urls").forEach(this::addStream);
            Json.elements(stream, "destinations").forEach(this::addDestination);
        }
        for (JsonNode segment : segments) {
            Json.arrayIn(info, "segment_results")
                    .addObject()
                    .put("playlist_name", filled(Json.text(segment, "playlist_name"), now))
                    .put("live_playlist_name", filled(Json.text(segment, "live_playlist_name"), now));
        }
        for (JsonNode image : images) {
            Json.arrayIn(info, "image_results")
                    .addObject()
                    .put("filename_prefix", filled(Json.text(image, "filename_prefix"), now));
        }
    }

    /** Returns the outputs of one kind, in the fields of all versions of the API. */
    private static List<JsonNode> outputs(ObjectNode request, String single, String several) {
        List<JsonNode> outputs = new ArrayList<>(Json.elements(request, several).toList());
        if (request.has(single)) {
            outputs.add(request.get(single));
        }
        Json.elements(request, "outputs")
                .filter(output -> output.has(single))
                .forEach(output -> outputs.add(output.get(single)));
        return outputs;
    }

    private String filled(String template, Instant now) {
        return template.replace("{room_name}", Json.text(info, "room_name"))
                .replace("{room_id}", roomSid)
                .replace("{time}", TIME.format(now));
    }

    private ObjectNode addStream(String url) {
        return Json.arrayIn(info, "stream_results")
                .addObject()
                .put("url", redactedUrl(url))
                .put("status", "ACTIVE");
    }

    private ObjectNode addDestination(JsonNode destination) {
        return addStream(Json.text(destination, "url")).put("id", Json.text(destination, "id"));
    }

    // Secrets -------------------------------------------------------------------------------------------------------

    private static ObjectNode redacted(ObjectNode request) {
        ObjectNode copy = request.deepCopy();
        redact(copy);
        return copy;
    }

    private static void redact(JsonNode node) {
        if (node.isArray()) {
            node.forEach(Egress::redact);
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
                if (STORAGES.contains(entry.getKey())) {
                    redactStorage((ObjectNode) entry.getValue());
                } else if (entry.getKey().equals("urls")) {
                    List<String> urls = Json.texts(object, "urls");
                    object.putArray("urls");
                    urls.forEach(url -> Json.arrayIn(object, "urls").add(redactedUrl(url)));
                } else if (entry.getKey().equals("destinations")) {
                    entry.getValue()
                            .forEach(destination ->
                                    ((ObjectNode) destination).put("url", redactedUrl(Json.text(destination, "url"))));
                } else {
                    redact(entry.getValue());
                }
            }
        }
    }

    private static void redactStorage(ObjectNode storage) {
        REDACTED.forEach((field, placeholder) -> {
            if (!Json.text(storage, field).isEmpty()) {
                storage.put(field, placeholder);
            }
        });
    }

    private static String redactedUrl(String url) {
        Matcher rtmp = RTMP.matcher(url);
        if (!rtmp.matches()) {
            return url;
        }
        String key = rtmp.group(4);
        int shown = Math.min(3, key.length() / 3);
        String live = rtmp.group(5) == null ? "" : rtmp.group(5);
        return rtmp.group(1) + rtmp.group(2) + rtmp.group(3) + "{" + key.substring(0, shown) + "..."
                + key.substring(key.length() - shown) + "}" + live;
    }

    // Life ----------------------------------------------------------------------------------------------------------

    String roomName() {
        return Json.text(info, "room_name");
    }

    String status() {
        return Json.text(info, "status");
    }

    boolean starting() {
        return status().equals("EGRESS_STARTING");
    }

    boolean active() {
        return status().equals("EGRESS_ACTIVE");
    }

    boolean ending() {
        return status().equals("EGRESS_ENDING");
    }

    boolean ended() {
        return !starting() && !active() && !ending();
    }

    /** Ends the worker: the server keeps the last reported state. */
    void loseWorker() {
        workerLost = true;
    }

    boolean workerLost() {
        return workerLost;
    }

    boolean becomesActive() {
        return !path.contains("never-active");
    }

    boolean losesWorkerOnceActive() {
        return path.contains("lose-worker");
    }

    boolean failsOnceActive() {
        return path.contains("fail-active");
    }

    ObjectNode message() {
        return info.deepCopy();
    }

    void activate(Instant now) {
        info.put("status", "EGRESS_ACTIVE").put("started_at", Rooms.nanos(now));
        results().forEach(result -> result.put("started_at", Rooms.nanos(now)));
        touch(now);
    }

    void end(String reason, Instant now) {
        endReason = reason;
        info.put("status", "EGRESS_ENDING");
        touch(now);
    }

    /** Ends the egress: complete, unless its path selects a failure or it never started. */
    void finish(Instant now) {
        if (path.contains("fail-upload")) {
            fail("upload failed", now);
        } else if (Json.number(info, "started_at") == 0) {
            close("EGRESS_ABORTED", now);
            info.put("error", "Start signal not received").put("error_code", 412);
        } else {
            complete("EGRESS_COMPLETE", endReason, now);
        }
    }

    void reachLimit(Instant now) {
        complete("EGRESS_LIMIT_REACHED", "Session limit reached", now);
        info.put("error", "Session limit reached").put("error_code", 413);
    }

    void fail(String error, Instant now) {
        close("EGRESS_FAILED", now);
        info.put("error", error).put("error_code", 500);
    }

    private void complete(String status, String reason, Instant now) {
        close(status, now);
        long nanos = Rooms.nanos(now);
        long duration = nanos - Json.number(info, "started_at");
        int size = ("stand-in recording of " + roomName() + "\n").getBytes(StandardCharsets.UTF_8).length;
        if (!reason.isEmpty()) {
            info.put("details", "End reason: " + reason);
        }
        objects("file_results")
                .forEach(file -> file.put("ended_at", nanos)
                        .put("duration", duration)
                        .put("size", size)
                        .put("location", Json.text(file, "filename")));
        objects("stream_results")
                .forEach(stream ->
                        stream.put("ended_at", nanos).put("duration", duration).put("status", "FINISHED"));
        objects("segment_results")
                .forEach(segments -> segments.put("ended_at", nanos)
                        .put("duration", duration)
                        .put("segment_count", 1)
                        .put("size", 1)
                        .put("playlist_location", Json.text(segments, "playlist_name"))
                        .put("live_playlist_location", Json.text(segments, "live_playlist_name")));
        objects("image_results").forEach(images -> images.put("ended_at", nanos).put("image_count", 1));
    }

    private void close(String status, Instant now) {
        info.put("status", status).put("ended_at", Rooms.nanos(now));
        touch(now);
    }

    /** @param update an UpdateStreamRequest */
    void updateStreams(ObjectNode update, Instant now) {
        long nanos = Rooms.nanos(now);
        Json.texts(update, "add_output_urls").forEach(url -> addStream(url).put("started_at", nanos));
        Json.elements(update, "add_destinations")
                .forEach(destination -> addDestination(destination).put("started_at", nanos));
        Set<String> removed = Json.texts(update, "remove_output_urls").stream()
                .map(Egress::redactedUrl)
                .collect(Collectors.toSet());
        objects("stream_results").stream()
                .filter(stream -> removed.contains(Json.text(stream, "url")))
                .forEach(stream -> stream.put("ended_at", nanos)
                        .put("duration", nanos - Json.number(stream, "started_at"))
                        .put("status", "FINISHED"));
        touch(now);
    }

    private List<ObjectNode> results() {
        List<ObjectNode> results = new ArrayList<>(objects("file_results"));
        results.addAll(objects("stream_results"));
        results.addAll(objects("segment_results"));
        results.addAll(objects("image_results"));
        return results;
    }

    private List<ObjectNode> objects(String field) {
        return Json.elements(info, field).map(ObjectNode.class::cast).toList();
    }

    private void touch(Instant now) {
        info.put("updated_at", Rooms.nanos(now));
    }
}

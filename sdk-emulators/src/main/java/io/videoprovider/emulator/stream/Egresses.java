package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.user;

import io.videoprovider.emulator.internal.Json;
import io.videoprovider.emulator.internal.Timers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The egresses of calls: recordings, frames, transcriptions, captions, HLS and RTMP broadcasts. */
final class Egresses implements Operation.Service, Calls.SessionListener {

    /** An egress that was stopped and whose file is not available yet. */
    private record Processing(Call call, Egress egress, long end) {
        boolean of(Call which, String kind) {
            return call == which && egress.kind.equals(kind);
        }
    }

    private static final Duration UNTIL_STARTED = Duration.ofSeconds(2);
    private static final Duration UNTIL_READY = Duration.ofSeconds(10);
    private static final Set<String> RECORDINGS = Set.of(Egress.COMPOSITE, Egress.INDIVIDUAL, Egress.RAW);
    static final List<String> LANGUAGES = List.of(
            ("auto ar bg ca cs da de el en es et fi fr he hi hr hu id it ja ko ms nl no pl pt ro ru sk sl sv ta th tl"
                            + " tr uk zh")
                    .split(" "));
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss").withZone(ZoneOffset.UTC);

    private final Calls calls;
    private final Users users;
    private final ExternalStorages storages;
    private final Timers timers;
    private final boolean manual;
    // Stopped egresses that are not ready yet, by id.
    private final Map<String, Processing> processing = new LinkedHashMap<>();
    // The lines of transcripts, by the name of the file.
    private final Map<String, String> transcripts = new HashMap<>();
    private String filesUrl = "";

    /** @param manual whether only a test changes the status of recordings */
    Egresses(Calls calls, Users users, ExternalStorages storages, Timers timers, boolean manual) {
        this.calls = calls;
        this.users = users;
        this.storages = storages;
        this.timers = timers;
        this.manual = manual;
    }

    void filesAt(String url) {
        filesUrl = url;
    }

    @Override
    public List<Operation> operations() {
        String call = "/api/v2/video/call/{type}/{id}";
        return List.of(
                user(
                        "StartRecording",
                        "POST",
                        call + "/recordings/{recording_type}/start",
                        "start-record-call",
                        this::startRecording),
                user(
                        "StopRecording",
                        "POST",
                        call + "/recordings/{recording_type}/stop",
                        "stop-record-call",
                        this::stopRecording),
                user(
                        "ListRecordings",
                        "GET",
                        call + "/recordings",
                        "read-call",
                        exchange -> Json.object()
                                .set(
                                        "recordings",
                                        Json.array(call(exchange).recordings.stream()
                                                .map(ObjectNode::deepCopy)))),
                user(
                        "DeleteRecording",
                        "DELETE",
                        call + "/{session}/recordings/{filename}",
                        "update-call",
                        exchange -> delete(call(exchange).recordings, exchange)),
                user(
                        "StartFrameRecording",
                        "POST",
                        call + "/start_frame_recording",
                        "start-frame-record-call",
                        this::startFrames),
                user(
                        "StopFrameRecording",
                        "POST",
                        call + "/stop_frame_recording",
                        "stop-frame-record-call",
                        exchange -> {
                            stop(call(exchange), Egress.FRAMES, "call egress is not running");
                            return Json.object();
                        }),
                user(
                        "StartTranscription",
                        "POST",
                        call + "/start_transcription",
                        "start-transcription-call",
                        this::startTranscription),
                user(
                        "StopTranscription",
                        "POST",
                        call + "/stop_transcription",
                        "stop-transcription-call",
                        this::stopTranscription),
                user(
                        "ListTranscriptions",
                        "GET",
                        call + "/transcriptions",
                        "read-call",
                        exchange -> Json.object()
                                .set(
                                        "transcriptions",
                                        Json.array(call(exchange).transcriptions.stream()
                                                .map(ObjectNode::deepCopy)))),
                user(
                        "DeleteTranscription",
                        "DELETE",
                        call + "/{session}/transcriptions/{filename}",
                        "update-call",
                        exchange -> delete(call(exchange).transcriptions, exchange)),
                user(
                        "StartClosedCaptions",
                        "POST",
                        call + "/start_closed_captions",
                        "start-closed-captions-call",
                        this::startCaptions),
                user(
                        "StopClosedCaptions",
                        "POST",
                        call + "/stop_closed_captions",
                        "stop-closed-captions-call",
                        this::stopCaptions),
                user(
                        "SendClosedCaption",
                        "POST",
                        call + "/closed_captions",
                        "send-closed-captions-call",
                        this::sendCaption),
                user("StartHLSBroadcasting", "POST", call + "/start_broadcasting", "start-broadcast-call", exchange -> {
                    Egress hls = start(call(exchange), Egress.HLS, "");
                    return Json.object().put("playlist_url", hls.url);
                }),
                user("StopHLSBroadcasting", "POST", call + "/stop_broadcasting", "stop-broadcast-call", exchange -> {
                    stop(call(exchange), Egress.HLS, "call egress is not running");
                    return Json.object();
                }),
                user("StartRTMPBroadcasts", "POST", call + "/rtmp_broadcasts", "start-broadcast-call", this::startRtmp),
                user(
                        "StopAllRTMPBroadcasts",
                        "POST",
                        call + "/rtmp_broadcasts/stop",
                        "stop-broadcast-call",
                        exchange -> {
                            Call of = call(exchange);
                            List.copyOf(of.broadcasts.keySet()).forEach(name -> stopRtmp(of, name));
                            return Json.object();
                        }),
                user(
                        "StopRTMPBroadcast",
                        "POST",
                        call + "/rtmp_broadcasts/{name}/stop",
                        "stop-broadcast-call",
                        exchange -> {
                            stopRtmp(call(exchange), exchange.path("name"));
                            return Json.object();
                        }));
    }

    private Call call(Operation.Exchange exchange) {
        return calls.existing(exchange.path("type"), exchange.path("id"));
    }

    // All of them alike ---------------------------------------------------------------------------------------------

    private static String settingsOf(String kind) {
        return switch (kind) {
            case Egress.COMPOSITE -> "recording";
            case Egress.TRANSCRIPTION, Egress.CAPTIONS -> "transcription";
            case Egress.HLS -> "broadcasting";
            default -> kind + "_recording";
        };
    }

    private String mode(Call call, String kind) {
        return Json.text(
                calls.settings(call).path(settingsOf(kind)),
                kind.equals(Egress.CAPTIONS) ? "closed_caption_mode" : "mode");
    }

    /** Verifies that it can start, before anything is changed. */
    private void checkStart(Call call, String kind, String storage) {
        var settings = calls.settings(call).path(settingsOf(kind));
        if (mode(call, kind).equals("disabled") || (kind.equals(Egress.HLS) && !Json.flag(settings, "enabled"))) {
            throw ApiError.input(settingsOf(kind).replace('_', ' ') + " is disabled for this call");
        }
        if (!storage.isEmpty()) {
            storages.existing(storage);
        }
        if (call.running() == null) {
            throw ApiError.input("there is no active session");
        }
        Egress present = call.egresses.get(kind);
        if (present != null && !(present.workerLost && isOver(call, present.sessionId))) {
            throw ApiError.input(
                    kind.equals(Egress.TRANSCRIPTION) || kind.equals(Egress.CAPTIONS)
                            ? "call is already being transcribed"
                            : "call egress is already running");
        }
    }

    private static boolean isOver(Call call, String sessionId) {
        Call.Session now = call.running();
        return now == null || !now.id.equals(sessionId);
    }

    private Egress start(Call call, String kind, String storage) {
        checkStart(call, kind, storage);
        Egress egress = new Egress(kind, Objects.requireNonNull(call.running()).id, storage, calls.now());
        if (kind.equals(Egress.HLS)) {
            egress.url = filesUrl + call.type + "/" + call.id + "/" + egress.id + ".m3u8";
        }
        call.egresses.put(kind, egress);
        if (!manual || !RECORDINGS.contains(kind)) {
            timers.after(UNTIL_STARTED, () -> calls.locked(() -> started(call, egress)));
        }
        return egress;
    }

    private Egress started(Call call, Egress egress) {
        if (call.egresses.get(egress.kind) == egress && !egress.started) {
            egress.started = true;
            egress.fileStartedAt = calls.now();
            emit(
                    call,
                    egress,
                    "started",
                    egress.kind.equals(Egress.HLS) ? Json.object().put("hls_playlist_url", egress.url) : Json.object());
        }
        return egress;
    }

    /** Stops an active egress; its file is ready after a delay. */
    private void stop(Call call, String kind, String idle) {
        Egress egress = call.egresses.get(kind);
        if (egress == null) {
            throw ApiError.input(idle);
        }
        if (egress.workerLost) {
            throw ApiError.of(ApiError.INTERNAL, "internal error");
        }
        call.egresses.remove(kind);
        if (!egress.started) {
            // Stopped before it started: the server has started it nevertheless.
            egress.started = true;
            emit(call, egress, "started", Json.object());
        }
        emit(call, egress, "stopped", Json.object());
        if (RECORDINGS.contains(kind) || kind.equals(Egress.TRANSCRIPTION)) {
            long end = calls.now();
            processing.put(egress.id, new Processing(call, egress, end));
            if (!manual || !RECORDINGS.contains(kind)) {
                timers.after(UNTIL_READY, () -> calls.locked(() -> process(egress.id)));
            }
        } else if (kind.equals(Egress.FRAMES)) {
            frame(call, egress);
        }
    }

    private String process(String egressId) {
        Processing next = processing.remove(egressId);
        if (next != null) {
            ready(next.call(), next.egress(), next.end());
        }
        return "ready";
    }

    private void ready(Call call, Egress egress, long end) {
        boolean recording = RECORDINGS.contains(egress.kind);
        ObjectNode file = file(call, egress, end);
        if (!recording) {
            transcripts.put(Json.text(file, "filename"), String.join("", egress.lines));
        }
        (recording ? call.recordings : call.transcriptions).add(file);
        emit(
                call,
                egress,
                "ready",
                Json.object().set(recording ? "call_recording" : "call_transcription", file.deepCopy()));
    }

    private ObjectNode file(Call call, Egress egress, long end) {
        String extension = switch (egress.kind) {
            case Egress.TRANSCRIPTION -> ".jsonl";
            case Egress.RAW -> ".tar.gz";
            default -> ".mp4";
        };
        String name = (egress.kind.equals(Egress.TRANSCRIPTION) ? "transcript" : "rec") + "_" + call.type + "_"
                + call.id + "_"
                + TIME.format(Times.instant(egress.fileStartedAt)) + "_"
                + UUID.randomUUID().toString().substring(0, 8) + extension;
        ObjectNode file = Json.object()
                .put("filename", name)
                .put(
                        "url",
                        egress.storage.isEmpty()
                                ? filesUrl + call.type + "/" + call.id + "/" + name + "?Signature="
                                        + UUID.randomUUID().toString().replace("-", "")
                                : ExternalStorages.url(storages.existing(egress.storage), name))
                .put("start_time", egress.fileStartedAt)
                .put("end_time", end)
                .put("session_id", egress.sessionId);
        return RECORDINGS.contains(egress.kind) ? file.put("recording_type", egress.kind) : file;
    }

    private void frame(Call call, Egress egress) {
        ObjectNode parts = Json.object()
                .put("egress_id", egress.id)
                .put("captured_at", calls.now())
                .put("session_id", egress.sessionId)
                .put("track_type", "TRACK_TYPE_VIDEO")
                .put("url", filesUrl + call.type + "/" + call.id + "/frame_" + egress.id + ".jpg");
        ObjectNode seen = parts.putObject("users");
        call.participants().forEach(each -> seen.set(each.identity(), users.response(each.identity())));
        calls.emit(call, "call.frame_recording_ready", parts);
    }

    private void emit(Call call, Egress egress, String what, ObjectNode parts) {
        switch (egress.kind) {
            case Egress.FRAMES ->
                calls.emitWithCall(call, "call.frame_recording_" + what, parts.put("egress_id", egress.id));
            case Egress.TRANSCRIPTION ->
                calls.emit(call, "call.transcription_" + what, parts.put("egress_id", egress.id));
            case Egress.CAPTIONS -> calls.emit(call, "call.closed_captions_" + what, parts);
            case Egress.HLS -> {
                if (what.equals("started")) {
                    calls.emitWithCall(call, "call.hls_broadcasting_started", parts);
                } else {
                    calls.emit(call, "call.hls_broadcasting_" + what, parts);
                }
            }
            default ->
                calls.emit(
                        call,
                        "call.recording_" + what,
                        parts.put("egress_id", egress.id).put("recording_type", egress.kind));
        }
    }

    /** Starts what the settings of the call switch on by themselves. */
    @Override
    public void begun(Call call) {
        for (String kind : List.of(
                Egress.COMPOSITE,
                Egress.INDIVIDUAL,
                Egress.RAW,
                Egress.FRAMES,
                Egress.TRANSCRIPTION,
                Egress.CAPTIONS)) {
            if (mode(call, kind).equals("auto-on") && !call.runs(kind)) {
                Egress unused = start(call, kind, "");
            }
        }
    }

    @Override
    public void ended(Call call, Call.Session session) {
        List.copyOf(call.egresses.values()).stream()
                .filter(egress -> !egress.workerLost)
                .forEach(egress -> stop(call, egress.kind, ""));
        List.copyOf(call.broadcasts.keySet()).stream()
                .filter(name -> !call.lostBroadcasts.containsKey(name))
                .forEach(name -> stopRtmp(call, name));
    }

    void clear() {
        processing.clear();
    }

    private ObjectNode delete(List<ObjectNode> files, Operation.Exchange exchange) {
        // Files in an external storage are listed, but not deleted.
        boolean gone = files.removeIf(file -> Json.text(file, "filename").equals(exchange.path("filename"))
                && Json.text(file, "session_id").equals(exchange.path("session"))
                && Json.text(file, "url").startsWith(filesUrl));
        if (!gone) {
            throw ApiError.notFound("Can't find file with name " + exchange.path("filename") + " in session "
                    + exchange.path("session"));
        }
        return Json.object();
    }

    // Recordings ----------------------------------------------------------------------------------------------------

    private static String recordingType(String type) {
        if (!RECORDINGS.contains(type)) {
            throw ApiError.field("recording_type", "must be one of [composite individual raw]");
        }
        return type;
    }

    private ObjectNode startRecording(Operation.Exchange exchange) {
        String kind = recordingType(exchange.path("recording_type"));
        start(
                call(exchange),
                kind,
                exchange.body().text("recording_external_storage").orElse(""));
        return Json.object();
    }

    private ObjectNode stopRecording(Operation.Exchange exchange) {
        stop(call(exchange), recordingType(exchange.path("recording_type")), "call egress is not running");
        return Json.object();
    }

    private ObjectNode startFrames(Operation.Exchange exchange) {
        start(
                call(exchange),
                Egress.FRAMES,
                exchange.body().text("recording_external_storage").orElse(""));
        return Json.object();
    }

    /**
     * Advances a recording by one step.
     *
     * @return the new state
     */
    String advance(String cid, String type) {
        Call call = find(cid);
        Egress running = call.egresses.get(recording(type));
        if (running != null && !running.started) {
            return started(call, running).status();
        }
        if (running != null) {
            stop(call, type, "");
            return "stopped";
        }
        Optional<String> next = processing.entrySet().stream()
                .filter(each -> each.getValue().of(call, type))
                .map(Map.Entry::getKey)
                .findFirst();
        if (next.isEmpty()) {
            throw new IllegalArgumentException("the recording does not exist: " + type + " of " + cid);
        }
        return process(next.get());
    }

    /** Completes a file; the recording continues in the next one, as after two hours. */
    void split(String cid, String type) {
        Call call = find(cid);
        Egress running = call.egresses.get(recording(type));
        if (running == null || !running.started) {
            throw new IllegalArgumentException("the recording is not running: " + type + " of " + cid);
        }
        long now = calls.now();
        ready(call, running, now);
        running.fileStartedAt = now;
    }

    void fail(String cid, String type) {
        Call call = find(cid);
        Egress running = call.egresses.remove(recording(type));
        if (running == null) {
            throw new IllegalArgumentException("the recording is not running: " + type + " of " + cid);
        }
        emit(call, running, "failed", Json.object());
    }

    void loseWorker(String cid, String kindOrName) {
        Call call = find(cid);
        Egress running = call.egresses.get(kindOrName);
        if (running != null) {
            started(call, running).workerLost = true;
        } else if (call.broadcasts.containsKey(kindOrName)) {
            call.lostBroadcasts.computeIfAbsent(kindOrName, name -> Objects.requireNonNull(call.running()).id);
        } else {
            throw new IllegalArgumentException(
                    "no egress of this kind or name is running: " + kindOrName + " of " + cid);
        }
    }

    private Call find(String cid) {
        try {
            return calls.byCid(cid);
        } catch (ApiError e) {
            throw new IllegalArgumentException(e.reason(), e);
        }
    }

    private static String recording(String type) {
        if (!RECORDINGS.contains(type)) {
            throw new IllegalArgumentException(
                    "the type of a recording must be composite, individual or raw, was " + type);
        }
        return type;
    }

    /** Returns the contents of a hosted file; null if it does not exist. */
    @Nullable
    String content(String type, String id, String filename) {
        Optional<Call> call = calls.find(type, id);
        if (call.isEmpty()) {
            return null;
        }
        if (call.get().transcriptions.stream().anyMatch(file -> isNamed(filename, file))) {
            return transcripts.getOrDefault(filename, "") + "\n";
        }
        return call.get().recordings.stream().anyMatch(file -> isNamed(filename, file))
                ? "stand-in for " + filename + "\n"
                : null;
    }

    private static boolean isNamed(String filename, ObjectNode file) {
        return Json.text(file, "filename").equals(filename);
    }

    // Transcriptions and captions -----------------------------------------------------------------------------------

    private static void checkLanguage(Body body) {
        if (body.has("language")) {
            body.oneOf("language", LANGUAGES);
        }
    }

    private ObjectNode startTranscription(Operation.Exchange exchange) {
        Call call = call(exchange);
        Body body = exchange.body();
        checkLanguage(body);
        if (body.flag("enable_closed_captions")) {
            checkStart(call, Egress.CAPTIONS, "");
        }
        start(
                call,
                Egress.TRANSCRIPTION,
                body.text("transcription_external_storage").orElse(""));
        if (body.flag("enable_closed_captions")) {
            start(call, Egress.CAPTIONS, "");
        }
        return Json.object();
    }

    private ObjectNode stopTranscription(Operation.Exchange exchange) {
        Call call = call(exchange);
        stop(call, Egress.TRANSCRIPTION, "call is not being transcribed");
        if (exchange.body().flag("stop_closed_captions") && call.runs(Egress.CAPTIONS)) {
            stop(call, Egress.CAPTIONS, "");
        }
        return Json.object();
    }

    private ObjectNode startCaptions(Operation.Exchange exchange) {
        Call call = call(exchange);
        Body body = exchange.body();
        checkLanguage(body);
        if (body.flag("enable_transcription")) {
            checkStart(call, Egress.TRANSCRIPTION, body.text("external_storage").orElse(""));
        }
        start(call, Egress.CAPTIONS, "");
        if (body.flag("enable_transcription")) {
            start(call, Egress.TRANSCRIPTION, body.text("external_storage").orElse(""));
        }
        return Json.object();
    }

    private ObjectNode stopCaptions(Operation.Exchange exchange) {
        Call call = call(exchange);
        stop(call, Egress.CAPTIONS, "call is not being captioned");
        if (exchange.body().flag("stop_transcription") && call.runs(Egress.TRANSCRIPTION)) {
            stop(call, Egress.TRANSCRIPTION, "");
        }
        return Json.object();
    }

    private ObjectNode sendCaption(Operation.Exchange exchange) {
        Call call = call(exchange);
        Body body = exchange.body();
        String speaker = body.required("speaker_id");
        ObjectNode caption = Json.object()
                .put("id", UUID.randomUUID().toString())
                .put("speaker_id", speaker)
                .put("text", body.required("text"))
                .put("language", body.text("language").orElse("en"))
                .put("translated", body.flag("translated"))
                .put("service", body.text("service").orElse(""))
                .put("start_time", body.time("start_time").map(Times::nanos).orElseGet(calls::now))
                .put("end_time", body.time("end_time").map(Times::nanos).orElseGet(calls::now));
        caption.set("user", users.response(speaker));
        Egress transcription = call.egresses.get(Egress.TRANSCRIPTION);
        if (transcription != null) {
            transcription.lines.add(line(caption));
        }
        calls.emit(call, "call.closed_caption", Json.object().set("closed_caption", caption));
        return Json.object();
    }

    /** A line of the file of a transcription. */
    private static String line(ObjectNode caption) {
        return Json.object()
                        .put("type", "speech")
                        .put(
                                "start_time",
                                Times.instant(caption.path("start_time").asLong())
                                        .toString())
                        .put(
                                "stop_time",
                                Times.instant(caption.path("end_time").asLong()).toString())
                        .put("speaker_id", Json.text(caption, "speaker_id"))
                        .put("text", Json.text(caption, "text"))
                + "\n";
    }

    // RTMP ----------------------------------------------------------------------------------------------------------

    private ObjectNode startRtmp(Operation.Exchange exchange) {
        Call call = call(exchange);
        List<Body> asked = exchange.body().objects("broadcasts", 1);
        if (asked.isEmpty()) {
            throw ApiError.field("broadcasts", "must contain exactly 1 item");
        }
        Body broadcast = asked.get(0);
        String name = broadcast.required("name");
        String url = broadcast.required("stream_url");
        if (url.length() > 255) {
            throw ApiError.field("stream_url", "must be at most 255 characters long");
        }
        // Quality and layout follow the rules of the call's setting.
        Settings.check(Json.object()
                .set("broadcasting", Json.object().set("rtmp", broadcast.json().deepCopy())));
        checkRtmp(call, name);
        ObjectNode running =
                Json.object().put("name", name).put("stream_url", url).put("started_at", calls.now());
        broadcast.text("stream_key").ifPresent(key -> running.put("stream_key", key));
        call.lostBroadcasts.remove(name);
        call.broadcasts.put(name, running);
        calls.emit(call, "call.rtmp_broadcast_started", Json.object().put("name", name));
        return Json.object();
    }

    private void checkRtmp(Call call, String name) {
        var settings = calls.settings(call).path("broadcasting");
        if (!Json.flag(settings, "enabled") || !Json.flag(settings.path("rtmp"), "enabled")) {
            throw ApiError.input("broadcasting is disabled for this call");
        }
        if (name.length() > 255) {
            throw ApiError.field("name", "must be at most 255 characters long");
        }
        if (call.running() == null) {
            throw ApiError.input("there is no active session");
        }
        String lostIn = call.lostBroadcasts.get(name);
        if (call.broadcasts.containsKey(name) && (lostIn == null || !isOver(call, lostIn))) {
            throw ApiError.input("broadcast with name " + name + " is already running");
        }
    }

    private void stopRtmp(Call call, String name) {
        if (call.lostBroadcasts.containsKey(name)) {
            throw ApiError.of(ApiError.INTERNAL, "internal error");
        }
        if (call.broadcasts.remove(name) == null) {
            throw ApiError.input("call egress is not running");
        }
        calls.emit(call, "call.rtmp_broadcast_stopped", Json.object().put("name", name));
    }

    // With the live stream ------------------------------------------------------------------------------------------

    private static final Map<String, String> LIVE = Map.of(
            "recording", Egress.COMPOSITE,
            "composite_recording", Egress.COMPOSITE,
            "individual_recording", Egress.INDIVIDUAL,
            "raw_recording", Egress.RAW,
            "hls", Egress.HLS,
            "transcription", Egress.TRANSCRIPTION,
            "closed_caption", Egress.CAPTIONS);

    /** Starts the egresses of a GoLive: all of them or, on an error, none. */
    void startWithLive(Operation.Exchange exchange, Call call) {
        Body body = exchange.body();
        Map<String, String> asked = new LinkedHashMap<>();
        LIVE.forEach((name, kind) -> {
            if (body.flag("start_" + name)) {
                asked.put(
                        kind,
                        body.text(
                                        kind.equals(Egress.TRANSCRIPTION)
                                                ? "transcription_storage_name"
                                                : "recording_storage_name")
                                .orElse(""));
            }
        });
        asked.forEach((kind, storage) -> checkStart(call, kind, storage));
        asked.forEach((kind, storage) -> start(call, kind, storage));
    }

    /** Stops the active egresses except those that a StopLive continues. */
    void stopWithLive(Body body, Call call) {
        for (String kind : List.copyOf(call.egresses.keySet())) {
            boolean continues = LIVE.entrySet().stream()
                    .anyMatch(each -> each.getValue().equals(kind) && body.flag("continue_" + each.getKey()));
            if (!continues && LIVE.containsValue(kind)) {
                stop(call, kind, "");
            }
        }
        if (!body.flag("continue_rtmp_broadcasts")) {
            List.copyOf(call.broadcasts.keySet()).forEach(name -> stopRtmp(call, name));
        }
    }
}

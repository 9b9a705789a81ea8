package io.videoprovider.emulator.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A recording, broadcast or transcription of a call. Guarded by the server's lock. */
final class Egress {

    static final String COMPOSITE = "composite";
    static final String INDIVIDUAL = "individual";
    static final String RAW = "raw";
    static final String FRAMES = "frame";
    static final String TRANSCRIPTION = "transcription";
    static final String CAPTIONS = "captions";
    static final String HLS = "hls";

    final String id = UUID.randomUUID().toString();
    final String kind;
    final String sessionId;
    final String storage;
    long fileStartedAt;
    boolean started;
    boolean workerLost;
    String url = "";

    /** What was spoken, of a transcription: the lines of its file. */
    final List<String> lines = new ArrayList<>();

    Egress(String kind, String sessionId, String storage, long now) {
        this.kind = kind;
        this.sessionId = sessionId;
        this.storage = storage;
        this.fileStartedAt = now;
    }

    String status() {
        return started ? "running" : "starting";
    }
}

package io.videoprovider.history;

import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.common.CallId;
import io.videoprovider.error.ProviderId;
import io.videoprovider.internal.jdbc.StorableText;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.transcription.TranscriptionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Ids of entries: the first half of the SHA-256 hash of the key, so that keys of any length fit into an index. Parts of a key count as a
 * database stores them, so that a stored entry has the same id.
 */
final class EntryId {

    private EntryId() {}

    static String of(ProviderId provider, CallId call) {
        return hash("call", provider.value(), text(call));
    }

    static String of(ProviderId provider, CallId call, String sessionId) {
        return hash("session", provider.value(), text(call), key(sessionId));
    }

    static String of(ProviderId provider, CallId call, String sessionId, String connectionId) {
        return hash("participation", provider.value(), text(call), key(sessionId), key(connectionId));
    }

    static String of(ProviderId provider, RecordingId recording) {
        return hash("recording", provider.value(), id(recording.value()));
    }

    static String of(ProviderId provider, TranscriptionId transcription) {
        return hash("transcription", provider.value(), id(transcription.value()));
    }

    static String of(ProviderId provider, BroadcastId broadcast) {
        return hash("broadcast", provider.value(), id(broadcast.value()));
    }

    private static String text(CallId call) {
        return CallId.unchecked(key(call.type()), key(call.id())).toString();
    }

    /** Returns a part of a key as a database stores it. */
    static String key(String part) {
        return StorableText.key(part);
    }

    private static String id(String value) {
        return StorableText.key(value, StorableText.MAX_ID);
    }

    private static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                // No key contains this byte in UTF-8.
                digest.update((byte) 0xff);
            }
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required on every Java platform", e);
        }
    }
}

package io.videoprovider.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Input of every subject: the same user, the same room, the same webhooks. */
final class Sample {

    static final String KEY = "APIkTQbnYkHDVzS";
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    static final String USER = "alice-7f3c";
    static final String NAME = "Alice Example";
    static final String METADATA = "{\"plan\":\"gold\",\"seat\":\"A12\"}";
    static final String ROOM = "consultation-4711";

    /** Claims of a LiveKit token, without the times. */
    static final Map<String, Object> LIVEKIT_CLAIMS = Map.of(
            "iss", KEY,
            "sub", USER,
            "name", NAME,
            "metadata", METADATA,
            "video",
                    Map.of(
                            "roomJoin", true,
                            "room", ROOM,
                            "canPublish", true,
                            "canPublishData", true,
                            "canSubscribe", true,
                            "canUpdateOwnMetadata", true));

    /** Claims of a Stream user token, without the times. */
    static final Map<String, Object> STREAM_USER_CLAIMS = Map.of("user_id", USER);

    /** Claims of a Stream call token, without the times. */
    static final Map<String, Object> STREAM_CALL_CLAIMS =
            Map.of("user_id", USER, "call_cids", List.of("default:" + ROOM), "role", "user");

    private Sample() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns {@code participant_joined} as LiveKit writes it, filled with attributes to the given size. */
    static byte[] liveKitEvent(int size) {
        return filled(
                size,
                "{\"event\":\"participant_joined\",\"room\":{\"sid\":\"RM_4GT2SXHBgZbh\",\"name\":\"" + ROOM
                        + "\",\"emptyTimeout\":300,\"departureTimeout\":20,\"creationTime\":\"1763719000\",\"creationTimeMs\":"
                        + "\"1763719000123\",\"turnPassword\":\"c2VjcmV0LXR1cm4tcGFzc3dvcmQ\",\"enabledCodecs\":[{\"mime\":\"audio/opus\"},"
                        + "{\"mime\":\"audio/red\"},{\"mime\":\"video/VP8\"},{\"mime\":\"video/H264\"},{\"mime\":\"video/VP9\"},"
                        + "{\"mime\":\"video/AV1\"}],\"numParticipants\":2},\"participant\":{\"sid\":\"PA_7hU8dTzGQ2pR\",\"identity\":\""
                        + USER
                        + "\",\"state\":\"ACTIVE\",\"joinedAt\":\"1763719004\",\"joinedAtMs\":\"1763719004201\",\"name\":\""
                        + NAME
                        + "\",\"version\":3,\"permission\":{\"canSubscribe\":true,\"canPublish\":true,\"canPublishData\":true,"
                        + "\"canUpdateMetadata\":true},\"attributes\":{",
                "}},\"id\":\"EV_wN5DxkXbG4Qa\",\"createdAt\":\"1763719004\"}");
    }

    /** Returns {@code call.session_participant_joined} as Stream writes it, filled with custom fields to the given size. */
    static byte[] streamEvent(int size) {
        return filled(
                size,
                "{\"type\":\"call.session_participant_joined\",\"call_cid\":\"default:" + ROOM
                        + "\",\"session_id\":\"6f1d1e2a-8c1f-4a39-9f0e-0f6a1c5b7d21\",\"created_at\":\"2026-11-20T10:16:44.201337Z\","
                        + "\"participant\":{\"user_session_id\":\"0a9ff1f2-2f7b-4a53-a9e6-0d1f4f1f9a11\",\"role\":\"user\",\"joined_at\":"
                        + "\"2026-11-20T10:16:44.198112Z\",\"user\":{\"id\":\"" + USER + "\",\"name\":\"" + NAME
                        + "\",\"role\":\"user\",\"language\":\"en\",\"created_at\":\"2026-10-01T08:00:00Z\",\"updated_at\":"
                        + "\"2026-11-01T08:00:00Z\",\"teams\":[],\"custom\":{",
                "}}}}");
    }

    private static byte[] filled(int size, String start, String end) {
        StringBuilder all = new StringBuilder(start);
        for (int i = 0; all.length() + end.length() + 60 < size; i++) {
            all.append(i == 0 ? "" : ",")
                    .append("\"field-")
                    .append(i)
                    .append("\":\"a value of some length, ")
                    .append(i)
                    .append('"');
        }
        return bytes(all.append(end).toString());
    }

    /** Returns LiveKit's {@code Authorization} header for a body. */
    static String liveKitAuthorization(byte[] body, String secret) {
        long now = Instant.now().getEpochSecond();
        try {
            String hash = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
            String signed = base64url(bytes("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")) + "."
                    + base64url(bytes("{\"iss\":\"" + KEY + "\",\"nbf\":" + now + ",\"exp\":" + (now + 300)
                            + ",\"sha256\":\"" + hash + "\"}"));
            return signed + "." + base64url(hmac(secret).doFinal(bytes(signed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns Stream's {@code X-Signature} header for a body. */
    static String streamSignature(byte[] body, String secret) {
        return HexFormat.of().formatHex(hmac(secret).doFinal(body));
    }

    /** Returns the JDK's HMAC with a key. */
    static Mac hmac(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

package io.videoprovider.stream;

import io.videoprovider.common.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Maps messages to the custom data of Stream's events: {@code topic}, {@code payload}, and {@code encoding} with the value {@code base64}
 * if the payload is not a text.
 */
final class MessageMapper {

    private static final String TOPIC = "topic";
    private static final String PAYLOAD = "payload";
    private static final String ENCODING = "encoding";
    private static final String BASE64 = "base64";

    private MessageMapper() {}

    /** Returns the custom data. A text of many characters that JSON escapes is shorter in base64, so that the limit holds for each payload. */
    static Json custom(@Nullable String topic, byte[] payload) {
        Json.Builder custom = Json.builder().put(TOPIC, topic);
        String encoded = Base64.getEncoder().encodeToString(payload);
        Json base64 = custom.put(PAYLOAD, encoded).put(ENCODING, BASE64).build();
        String text = text(payload);
        if (text == null) {
            return base64;
        }
        Json plain = Json.builder().put(TOPIC, topic).put(PAYLOAD, text).build();
        return plain.writeUtf8().length <= base64.writeUtf8().length ? plain : base64;
    }

    private static @Nullable String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    static @Nullable String topic(Json custom) {
        return custom.text(TOPIC);
    }

    /** Returns the payload; null if the custom data is not that of a message. */
    static byte @Nullable [] payload(Json custom) {
        if (!(custom.asMap().get(PAYLOAD) instanceof String payload)) {
            return null;
        }
        if (!custom.has(ENCODING)) {
            return payload.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return custom.string(ENCODING).equals(BASE64) ? Base64.getDecoder().decode(payload) : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}

package io.videoprovider.common;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Writes the values of {@link Json} with Jackson's generator. */
final class JsonWriter {

    private static final JsonFactory UTF8 = new JsonFactory();
    private static final JsonFactory ASCII =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonWriter() {}

    static byte[] write(@Nullable Object value) {
        try {
            return write(UTF8, value);
        } catch (StreamWriteException e) {
            // UTF-8 cannot encode half a surrogate pair, but an escape can.
            return write(ASCII, value);
        }
    }

    private static byte[] write(JsonFactory factory, @Nullable Object value) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), json)) {
            write(generator, value);
        }
        return json.toByteArray();
    }

    private static void write(JsonGenerator to, @Nullable Object value) {
        if (value == null) {
            to.writeNull();
        } else if (value instanceof String text) {
            to.writeString(text);
        } else if (value instanceof Boolean flag) {
            to.writeBoolean(flag);
        } else if (value instanceof Long number) {
            to.writeNumber(number);
        } else if (value instanceof Map<?, ?> map) {
            to.writeStartObject();
            map.forEach((name, field) -> {
                to.writeName((String) name);
                write(to, field);
            });
            to.writeEndObject();
        } else if (value instanceof List<?> items) {
            to.writeStartArray();
            items.forEach(item -> write(to, item));
            to.writeEndArray();
        } else if (value instanceof BigInteger whole) {
            to.writeNumber(whole);
        } else if (value instanceof BigDecimal exact) {
            to.writeNumber(exact);
        } else if (value instanceof Double fraction) {
            to.writeNumber(fraction);
        } else if (value instanceof Float fraction) {
            to.writeNumber(fraction);
        } else {
            to.writeNumber(((Number) value).longValue());
        }
    }
}

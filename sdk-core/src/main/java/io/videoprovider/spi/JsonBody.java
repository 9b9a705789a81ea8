package io.videoprovider.spi;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A JSON request body that OkHttp never sends twice. Immutable and thread-safe. */
public final class JsonBody extends RequestBody {

    private static final MediaType JSON = MediaType.get("application/json");

    private final byte[] bytes;

    /**
     * Creates a body.
     *
     * @throws InvalidRequestException if a text contains half a surrogate pair; the message names its field
     */
    public JsonBody(Json json) {
        Check.encodable("", Check.notNull("json", json).asMap());
        this.bytes = json.writeUtf8();
    }

    /** Returns the body with the fields of all objects in alphabetical order: equal for equal objects. */
    public byte[] canonical() {
        Json.Builder sorted = Json.builder();
        new TreeMap<>(Json.parse(bytes).asMap()).forEach((name, value) -> sorted.put(name, sorted(value)));
        return sorted.build().writeUtf8();
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            TreeMap<String, @Nullable Object> fields = new TreeMap<>();
            map.forEach((name, field) -> fields.put(name.toString(), sorted(field)));
            return fields;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(sorted(item)));
            return items;
        }
        return value;
    }

    @Override
    public MediaType contentType() {
        return JSON;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        Check.notNull("sink", sink).write(bytes);
    }

    @Override
    public boolean isOneShot() {
        return true;
    }
}

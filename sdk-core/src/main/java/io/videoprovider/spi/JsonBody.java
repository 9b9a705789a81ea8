package io.videoprovider.spi;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

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
        Check.encodable("", json.asMap());
        this.bytes = json.writeUtf8();
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
        sink.write(bytes);
    }

    @Override
    public boolean isOneShot() {
        return true;
    }
}

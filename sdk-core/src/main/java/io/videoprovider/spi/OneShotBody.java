package io.videoprovider.spi;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A request body that OkHttp sends once. Even with its retries switched off, OkHttp repeats a request after a 421, a 503 with
 * {@code Retry-After: 0}, or if an authenticator requests it, unless the body is one-shot.
 */
final class OneShotBody extends RequestBody {

    private final RequestBody body;

    private OneShotBody(RequestBody body) {
        this.body = body;
    }

    /** Returns the same request with a one-shot body, if it has a body. */
    static Request in(Request request) {
        RequestBody body = request.body();
        return body == null || body.isOneShot()
                ? request
                : request.newBuilder()
                        .method(request.method(), new OneShotBody(body))
                        .build();
    }

    @Override
    public @Nullable MediaType contentType() {
        return body.contentType();
    }

    @Override
    public long contentLength() throws IOException {
        return body.contentLength();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        body.writeTo(sink);
    }

    @Override
    public boolean isOneShot() {
        return true;
    }
}

package io.videoprovider.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;

/** Target and payload of a request. */
final class RequestContent {

    private RequestContent() {}

    static byte[] of(Request request) {
        Buffer content = new Buffer();
        // A line for each part: none of them contains a line break.
        content.writeUtf8(request.method()).writeByte('\n');
        content.writeUtf8(request.url().encodedPath()).writeByte('\n');
        content.writeUtf8(String.valueOf(request.url().encodedQuery())).writeByte('\n');
        RequestBody body = request.body();
        if (body instanceof JsonBody json) {
            content.write(json.canonical());
        } else if (body != null) {
            try {
                body.writeTo(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return content.readByteArray();
    }
}

package io.videoprovider.webhook;

import io.videoprovider.error.Check;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it came in: its headers and the raw bytes of its body, before any framework parsed them. The body is not
 * copied: leave it alone until it is parsed.
 */
public final class WebhookRequest {

    private final Function<String, List<String>> headers;
    private final byte[] body;

    private WebhookRequest(Function<String, List<String>> headers, byte[] body) {
        this.headers = headers;
        this.body = Check.notNull("body", body);
    }

    /**
     * A request from headers by name, in any case.
     *
     * @param headers all headers of the request
     * @param body its raw bytes
     */
    public static WebhookRequest of(Map<String, ? extends Collection<String>> headers, byte[] body) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Check.notNull("headers", headers).forEach((name, values) -> {
            // The JDK's own maps of headers hold the status line under null.
            if (name != null) {
                byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                        .addAll(values);
            }
        });
        byName.replaceAll((name, values) -> Collections.unmodifiableList(values));
        return new WebhookRequest(name -> byName.getOrDefault(name, List.of()), body);
    }

    /**
     * A request from a look-up of headers, as frameworks have one: {@code WebhookRequest.of(request::getHeader, body)}.
     *
     * @param header the value of a header by its name, in any case; null when it is not there
     * @param body its raw bytes
     */
    public static WebhookRequest of(Function<String, @Nullable String> header, byte[] body) {
        Check.notNull("header", header);
        return new WebhookRequest(
                name -> {
                    String value = header.apply(name);
                    return value == null ? List.of() : List.of(value);
                },
                body);
    }

    /**
     * A request whose body is still to be read. Reads no more of it than what an intake looks at, and one byte by which it sees
     * that there is more: so that a body of any size costs a little over {@value Webhooks#MAX_BODY_BYTES} bytes.
     *
     * @param header the value of a header by its name, in any case; null when it is not there
     * @param body its raw bytes; not closed
     * @throws IOException if it cannot be read
     */
    public static WebhookRequest read(Function<String, @Nullable String> header, InputStream body) throws IOException {
        return of(header, bounded(body));
    }

    /**
     * The same with headers by name, in any case.
     *
     * @throws IOException if the body cannot be read
     */
    public static WebhookRequest read(Map<String, ? extends Collection<String>> headers, InputStream body)
            throws IOException {
        return of(headers, bounded(body));
    }

    private static byte[] bounded(InputStream body) throws IOException {
        return Check.notNull("body", body).readNBytes(Webhooks.MAX_BODY_BYTES + 1);
    }

    /** All values of a header, by its name in any case; empty when it is not there. */
    public List<String> header(String name) {
        return headers.apply(name);
    }

    /** The raw bytes of the body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Tells the size, and nothing of the content. */
    @Override
    public String toString() {
        return "WebhookRequest[" + body.length + " bytes]";
    }
}

package io.videoprovider.webhook;

import io.videoprovider.error.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A received webhook: its headers and the raw bytes of its body, before any framework has parsed them. The body is not copied; do not
 * change it before it is parsed.
 */
public final class WebhookRequest {

    private static final Pattern WORD = Pattern.compile("\\b[a-z]");

    /** Longer than any vendor takes, or waits for the response. */
    private static final Duration READ_DEADLINE = Duration.ofSeconds(10);

    private final Function<String, List<String>> headers;
    private final byte[] body;

    private WebhookRequest(Function<String, List<String>> headers, byte[] body) {
        this.headers = headers;
        this.body = Check.notNull("body", body);
    }

    /**
     * Creates a request from a map of headers.
     *
     * @param headers all headers by name, in any case
     * @param body the raw bytes of the body
     */
    public static WebhookRequest of(Map<String, ? extends Collection<String>> headers, byte[] body) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Check.notNull("headers", headers).forEach((name, values) -> {
            // The JDK's maps of headers contain the status line with the key null.
            if (name != null) {
                byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                        .addAll(Check.listOf("headers", values));
            }
        });
        byName.replaceAll((name, values) -> Collections.unmodifiableList(values));
        return new WebhookRequest(name -> byName.getOrDefault(name, List.of()), body);
    }

    /**
     * Creates a request from a look-up of headers: {@code WebhookRequest.of(request::getHeader, body)}, or {@code of(headers::get, body)}
     * with the {@code Map<String, String>} of a serverless function. The look-up may distinguish upper and lower case: each header is
     * looked up in the spellings {@code X-Signature}, {@code x-signature} and {@code X-SIGNATURE}.
     *
     * @param header returns the value of a header by its name; null if the header is missing
     * @param body the raw bytes of the body
     */
    public static WebhookRequest of(Function<String, @Nullable String> header, byte[] body) {
        Check.notNull("header", header);
        return new WebhookRequest(
                name -> {
                    for (String spelling : spellings(name)) {
                        String value = header.apply(spelling);
                        if (value != null) {
                            return List.of(value);
                        }
                    }
                    return List.of();
                },
                body);
    }

    private static Set<String> spellings(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        String capitalized =
                WORD.matcher(lowerCase).replaceAll(word -> word.group().toUpperCase(Locale.ROOT));
        return new LinkedHashSet<>(List.of(name, capitalized, lowerCase, name.toUpperCase(Locale.ROOT)));
    }

    /**
     * Creates a request and reads its body, at most one byte more than {@value Webhooks#MAX_BODY_BYTES}: enough to reject a larger
     * one. A sender that is slower than ten seconds is disconnected; a single read may block longer, up to the timeout of the
     * server.
     *
     * @param header returns the value of a header by its name, as for {@link #of(Function, byte[])}; null if the header is missing
     * @param body the body; not closed
     * @throws IOException if the body cannot be read, or takes longer than ten seconds; respond with 503
     */
    public static WebhookRequest read(Function<String, @Nullable String> header, InputStream body) throws IOException {
        return of(header, bounded(body));
    }

    /**
     * Creates a request from a map of headers and reads its body; see the other method.
     *
     * @throws IOException if the body cannot be read
     */
    public static WebhookRequest read(Map<String, ? extends Collection<String>> headers, InputStream body)
            throws IOException {
        return of(headers, bounded(body));
    }

    private static byte[] bounded(InputStream body) throws IOException {
        Check.notNull("body", body);
        long deadline = System.nanoTime() + READ_DEADLINE.toNanos();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (bytes.size() <= Webhooks.MAX_BODY_BYTES) {
            int read = body.read(buffer, 0, Math.min(buffer.length, Webhooks.MAX_BODY_BYTES + 1 - bytes.size()));
            if (read < 0) {
                break;
            }
            bytes.write(buffer, 0, read);
            if (System.nanoTime() - deadline > 0) {
                throw new SocketTimeoutException(
                        "the body was not received within " + READ_DEADLINE.toSeconds() + " s");
            }
        }
        return bytes.toByteArray();
    }

    /** Returns all values of a header by its name, in any case; empty if the header is missing. */
    public List<String> header(String name) {
        return headers.apply(Check.notNull("name", name));
    }

    /** Returns the raw bytes of the body, not a copy. */
    public byte[] body() {
        return body;
    }

    /** Shows the size of the body only. */
    @Override
    public String toString() {
        return "WebhookRequest[" + body.length + " bytes]";
    }
}

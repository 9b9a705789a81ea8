package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.net.URI;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The address of a vendor's server: scheme, host, port and path. {@link #of} verifies it. OkHttp's form is created when it is first
 * needed: parsing it takes a fresh JVM longer than everything else of a first token. Immutable and thread-safe.
 */
public final class ServerUrl {

    /** Addresses that OkHttp accepts and leaves as they are, except for the slash at the end; {@code ServerUrlTest} verifies it. */
    private static final Pattern PLAIN = Pattern.compile("https?://[a-z0-9-]+(\\.[a-z0-9-]+)*(:[1-9]\\d{3})?/?");

    /** The longest label of a host. */
    private static final int PLAIN_CHARACTERS = 63;

    private final URI uri;
    private volatile @Nullable HttpUrl http;

    private ServerUrl(URI uri, @Nullable HttpUrl http) {
        this.uri = uri;
        this.http = http;
    }

    /**
     * Verifies an address.
     *
     * @param example a valid address for the error message
     * @throws InvalidRequestException if it is missing, or has parts other than scheme, host, port and path; the message does not
     *     repeat it
     */
    public static ServerUrl of(@Nullable String url, String example) {
        String text = Check.text("url", url).strip();
        Check.notNull("example", example);
        if (isPlain(text)) {
            return new ServerUrl(URI.create(text.endsWith("/") ? text : text + "/"), null);
        }
        HttpUrl parsed = HttpUrl.parse(text);
        if (parsed == null) {
            if (!text.contains("://") && HttpUrl.parse("http://" + text) != null) {
                throw new InvalidRequestException(
                        "url", "must start with a scheme, such as " + example + "; a host and a port are not enough");
            }
            throw new InvalidRequestException("url", "must be the URL of a server, such as " + example);
        }
        if (!parsed.username().isEmpty()
                || !parsed.password().isEmpty()
                || parsed.query() != null
                || parsed.fragment() != null) {
            throw new InvalidRequestException("url", "must not have credentials, a query or a fragment");
        }
        return new ServerUrl(parsed.uri(), parsed);
    }

    /** Returns whether the address needs no parser. Hosts in Punycode have rules of their own. */
    static boolean isPlain(String text) {
        return text.length() <= PLAIN_CHARACTERS
                && !text.contains("xn--")
                && PLAIN.matcher(text).matches();
    }

    /** Returns the address, with a path of at least {@code /}. */
    public URI uri() {
        return uri;
    }

    /** Returns the address for requests. */
    public HttpUrl http() {
        HttpUrl parsed = http;
        if (parsed == null) {
            parsed = HttpUrl.get(uri.toString());
            http = parsed;
        }
        return parsed;
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}

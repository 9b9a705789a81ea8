package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** The checked address of a vendor's server. Immutable and thread-safe. */
public final class ServerUrl {

    /**
     * What most addresses look like. OkHttp's parser would say the same of them, but to load it takes a third of the time in
     * which a process makes its first token, which needs no request.
     */
    private static final Pattern PLAIN = Pattern.compile(
            "https?://(?!.*xn--)(?:localhost|127\\.0\\.0\\.1|(?:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\\.){1,6}[a-z]{2,20})"
                    + "(?::(?!80/|443/)[1-9][0-9]{0,3})?/");

    private final String text;
    private volatile @Nullable HttpUrl http;

    private ServerUrl(String text, @Nullable HttpUrl http) {
        this.text = text;
        this.http = http;
    }

    /**
     * Checks an address.
     *
     * @param example what one looks like, for the error
     * @throws InvalidRequestException if it is none, or has more than scheme, host, port and path
     */
    public static ServerUrl of(@Nullable String url, String example) {
        String text = Check.text("url", url).strip();
        String plain = text.endsWith("/") ? text : text + '/';
        if (PLAIN.matcher(plain).matches()) {
            return new ServerUrl(plain, null);
        }
        HttpUrl parsed = HttpUrl.parse(text);
        if (parsed == null) {
            throw new InvalidRequestException("url", "is no URL of a server; it should look like " + example);
        }
        if (!parsed.username().isEmpty()
                || !parsed.password().isEmpty()
                || parsed.query() != null
                || parsed.fragment() != null) {
            throw new InvalidRequestException("url", "has credentials, a query or a fragment");
        }
        return new ServerUrl(parsed.toString(), parsed);
    }

    /** The address as requests need it. */
    public HttpUrl http() {
        HttpUrl known = http;
        if (known == null) {
            known = HttpUrl.get(text);
            http = known;
        }
        return known;
    }

    /** The address in OkHttp's spelling: in lower case, with a path. */
    @Override
    public String toString() {
        return text;
    }
}

package io.videoprovider.emulator.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A parsed request.
 *
 * @param rawPath the path as received, with escapes
 * @param path the path decoded, double slashes collapsed
 * @param query the parameters, decoded; the first of each name
 */
public record HttpRequest(
        String method, String rawPath, String path, Map<String, String> query, Headers http, ByteString bytes) {

    static HttpRequest of(RecordedRequest http) {
        String target = http.getTarget();
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Map<String, String> query = new TreeMap<>();
        if (question >= 0) {
            for (String pair : target.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                query.putIfAbsent(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        ByteString body = http.getBody();
        return new HttpRequest(
                http.getMethod(),
                path,
                decodedPath(path.replaceAll("/{2,}", "/")),
                query,
                http.getHeaders(),
                body == null ? ByteString.EMPTY : body);
    }

    /** Returns the body as text. */
    public String body() {
        return bytes.utf8();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String decodedPath(String path) {
        return decoded(path.replace("+", "%2B"));
    }

    /** Returns the segments of the path, each decoded separately: an escaped slash is not a separator. */
    public List<String> segments() {
        return Arrays.stream(rawPath.split("/", -1))
                .skip(1)
                .map(HttpRequest::decodedPath)
                .toList();
    }

    public @Nullable String header(String name) {
        return http.get(name);
    }

    /** Returns all headers by lower-case name. */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : http.names()) {
            headers.put(name.toLowerCase(Locale.ROOT), http.values(name));
        }
        return Map.copyOf(headers);
    }

    /** Returns method and path only, because headers and body may contain secrets. */
    @Override
    public String toString() {
        return method + " " + rawPath;
    }
}

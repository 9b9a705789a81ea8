package io.videoprovider.retention.s3;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Maps locations of files to keys of one bucket, below one prefix. */
final class S3Locations {

    private static final Pattern URL =
            Pattern.compile("(?i)(s3|https?)://([^/?#]+)/([^?#]*)(?:[?#].*)?", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*");

    /** Also regional, dual-stack and accelerated endpoints. */
    private static final Pattern AMAZON =
            Pattern.compile("s3(?:[.-][a-z0-9.-]+)?\\.amazonaws\\.com(?:\\.cn)?", Pattern.CASE_INSENSITIVE);

    private static final int MAX_KEY_BYTES = 1024;

    private final String bucket;
    private final String prefix;
    private final List<String> authorities;

    S3Locations(String bucket, String prefix, Collection<URI> endpoints) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.authorities = endpoints.stream()
                .map(endpoint -> endpoint.getRawAuthority().toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * Returns the key of a file.
     *
     * @throws InvalidRequestException if the location is not in the bucket or not below the prefix
     */
    String key(String location) {
        return find(Check.notNull("location", location))
                .orElseThrow(() -> new InvalidRequestException(
                        "location", "must be in bucket " + bucket + (prefix.isEmpty() ? "" : " below " + prefix)));
    }

    /** Returns the key of a file; empty if it is outside of the bucket or the prefix. */
    Optional<String> find(String location) {
        return path(location).filter(this::permitted);
    }

    private Optional<String> path(String location) {
        Matcher url = URL.matcher(location);
        if (!url.matches()) {
            // An absolute path is in a file system.
            boolean relative =
                    !location.startsWith("/") && !SCHEME.matcher(location).matches();
            return relative ? Optional.of(location) : Optional.empty();
        }
        String authority = url.group(2).toLowerCase(Locale.ROOT);
        String path = url.group(3);
        if (url.group(1).equalsIgnoreCase("s3")) {
            return authority.equals(bucket) ? decoded(path) : Optional.empty();
        }
        if (isEndpoint(authority)) {
            return path.startsWith(bucket + "/") ? decoded(path.substring(bucket.length() + 1)) : Optional.empty();
        }
        boolean byHost = authority.startsWith(bucket + ".") && isEndpoint(authority.substring(bucket.length() + 1));
        return byHost ? decoded(path) : Optional.empty();
    }

    private boolean isEndpoint(String authority) {
        return authorities.contains(authority)
                || (authorities.isEmpty() && AMAZON.matcher(authority).matches());
    }

    private boolean permitted(String key) {
        return key.length() > prefix.length()
                && key.startsWith(prefix)
                && !key.endsWith("/")
                && key.chars().noneMatch(Character::isISOControl)
                && !isTraversal(key)
                && key.getBytes(StandardCharsets.UTF_8).length <= MAX_KEY_BYTES;
    }

    static boolean isTraversal(String key) {
        return Arrays.stream(key.split("[/\\\\]", -1)).anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    /** Decodes percent-encoding; empty if it is malformed. A plus sign is a character of the key. */
    private static Optional<String> decoded(String path) {
        if (path.indexOf('%') < 0) {
            return Optional.of(path);
        }
        byte[] encoded = path.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                bytes.write(encoded[i]);
                continue;
            }
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return bucket + "/" + prefix;
    }
}

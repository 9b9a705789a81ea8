package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is different for some operations than for the others of their provider; see {@code VideoProvider.with}. Immutable and
 * thread-safe.
 */
public final class RequestOptions {

    /** Nothing is different. */
    public static final RequestOptions NONE = builder().build();

    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    private final @Nullable Duration deadline;
    private final @Nullable Integer attempts;
    private final @Nullable String idempotencyKey;
    private final Map<String, String> headers;

    private RequestOptions(Builder builder) {
        this.deadline = builder.deadline;
        this.attempts = builder.attempts;
        this.idempotencyKey = builder.idempotencyKey;
        this.headers = Map.copyOf(builder.headers);
    }

    /** Begins options. */
    public static Builder builder() {
        return new Builder();
    }

    /** The provider's policy with what is different. */
    public RetryPolicy applyTo(RetryPolicy policy) {
        RetryPolicy changed = deadline == null ? policy : policy.withDeadline(deadline);
        return attempts == null ? changed : changed.withMaxAttempts(attempts);
    }

    /** Further headers. */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * An id that is the same each time for the same key and purpose, and a new one each time without a key.
     *
     * @param purpose what it is for, such as the operation's name
     */
    public UUID id(String purpose) {
        return idempotencyKey == null
                ? UUID.randomUUID()
                : UUID.nameUUIDFromBytes((purpose + '\n' + idempotencyKey).getBytes(StandardCharsets.UTF_8));
    }

    /** Leaves the values of headers out, which may be secrets. */
    @Override
    public String toString() {
        return "RequestOptions[deadline=" + deadline + ", attempts=" + attempts + ", idempotencyKey=" + idempotencyKey
                + ", headers=" + headers.keySet() + "]";
    }

    /** Builds options. Not thread-safe. */
    public static final class Builder {

        private @Nullable Duration deadline;
        private @Nullable Integer attempts;
        private @Nullable String idempotencyKey;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder() {}

        /** How long each request to the provider may take with all its attempts and waits; 1 ms to 1 hour. */
        public Builder deadline(Duration deadline) {
            this.deadline = Check.between("deadline", deadline, Duration.ofMillis(1), Duration.ofHours(1));
            return this;
        }

        /** How often each request is tried at the most; 1 to 10. */
        public Builder attempts(int attempts) {
            this.attempts = Check.between("attempts", attempts, 1, 10);
            return this;
        }

        /**
         * A name for the one thing that is to be done, by which the provider knows it again when it is asked a second time,
         * even by another process after a crash. LiveKit Cloud heeds it for every operation, a LiveKit server for messages
         * ({@code SendData}); Stream for none, there it only shows in logs. At most 255 characters.
         */
        public Builder idempotencyKey(String key) {
            this.idempotencyKey = Check.atMost("idempotencyKey", Check.text("idempotencyKey", key), 255);
            return this;
        }

        /**
         * One more header on every request, such as {@code traceparent}.
         *
         * @throws InvalidRequestException if it is no header, or one that carries credentials or frames the request
         */
        public Builder header(String name, String value) {
            if (!HEADER_NAME.matcher(Check.text("header", name)).matches()) {
                throw new InvalidRequestException("header", "has a name that HTTP does not allow");
            }
            if (reserved(name)) {
                throw new InvalidRequestException("header", "is " + name + ", which is not yours to set");
            }
            if (!HEADER_VALUE.matcher(Check.notNull("header", value)).matches()) {
                throw new InvalidRequestException("header", name + " has a value with other than printable ASCII");
            }
            headers.put(name, value);
            return this;
        }

        /** Whether the header carries credentials or frames the request. */
        private static boolean reserved(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "authorization",
                        "connection",
                        "content-length",
                        "content-type",
                        "host",
                        "stream-auth-type",
                        "transfer-encoding",
                        "upgrade" -> true;
                default -> false;
            };
        }

        /** The options. */
        public RequestOptions build() {
            return new RequestOptions(this);
        }
    }
}

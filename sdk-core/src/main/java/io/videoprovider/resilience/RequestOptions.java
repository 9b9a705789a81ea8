package io.videoprovider.resilience;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Options of some operations that differ from those of their provider; see {@code VideoProvider.with}. Immutable and thread-safe. */
public final class RequestOptions {

    /** No options: those of the provider apply. */
    public static final RequestOptions NONE = builder().build();

    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    private final @Nullable Duration deadline;
    private final @Nullable Duration attemptTimeout;
    private final @Nullable Duration waiting;
    private final @Nullable Integer attempts;
    private final @Nullable String idempotencyKey;
    private final Map<String, String> headers;

    private RequestOptions(Builder builder) {
        this.deadline = builder.deadline;
        this.attemptTimeout = builder.attemptTimeout;
        this.waiting = builder.waiting;
        this.attempts = builder.attempts;
        this.idempotencyKey = builder.idempotencyKey;
        this.headers = Map.copyOf(builder.headers);
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns these options for an operation that waits for a person. Its attempts take as long as given, unless these options set an attempt
     * timeout, and its deadline is at least as long, unless these options set a deadline.
     *
     * @param timeout 1 ms to 1 hour
     */
    public RequestOptions waiting(Duration timeout) {
        Builder copy = new Builder();
        copy.deadline = deadline;
        copy.attemptTimeout = attemptTimeout;
        copy.waiting = Check.between("timeout", timeout, Duration.ofMillis(1), Duration.ofHours(1));
        copy.attempts = attempts;
        copy.idempotencyKey = idempotencyKey;
        copy.headers.putAll(headers);
        return copy.build();
    }

    /** Returns the provider's policy with the deadline, the timeout and the attempts of these options. */
    public RetryPolicy applyTo(RetryPolicy policy) {
        Check.notNull("policy", policy);
        if (deadline == null && attemptTimeout == null && waiting == null && attempts == null) {
            return policy;
        }
        return policy.toBuilder()
                .deadline(deadlineOf(policy))
                .attemptTimeout(attemptTimeoutOf(policy))
                .maxAttempts(attempts == null ? policy.maxAttempts() : attempts)
                .build();
    }

    private Duration deadlineOf(RetryPolicy policy) {
        if (deadline != null) {
            return deadline;
        }
        return waiting != null && waiting.compareTo(policy.deadline()) > 0 ? waiting : policy.deadline();
    }

    private @Nullable Duration attemptTimeoutOf(RetryPolicy policy) {
        if (attemptTimeout != null) {
            return attemptTimeout;
        }
        return waiting != null ? waiting : policy.attemptTimeout();
    }

    /** Returns further headers. */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * Returns an id: the same one in every process for the same idempotency key, purpose and content, another one if any of them
     * differs, and a random one without a key. The content cannot be derived from it.
     *
     * @param purpose the purpose of the id, such as the operation's name
     * @param content target and payload of the operation; read only if there is a key
     */
    public UUID id(String purpose, Supplier<byte[]> content) {
        Check.notNull("purpose", purpose);
        Check.notNull("content", content);
        if (idempotencyKey == null) {
            return UUID.randomUUID();
        }
        MessageDigest digest = sha256();
        for (byte[] part : List.of(
                purpose.getBytes(StandardCharsets.UTF_8),
                idempotencyKey.getBytes(StandardCharsets.UTF_8),
                content.get())) {
            // With its length, so that no part can continue in the next one.
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            digest.update(part);
        }
        return UUID.nameUUIDFromBytes(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Shows the names of headers only; their values may be secrets. */
    @Override
    public String toString() {
        return "RequestOptions[deadline=" + deadline + ", attemptTimeout=" + attemptTimeout + ", attempts=" + attempts
                + ", idempotencyKey=" + idempotencyKey + ", headers=" + headers.keySet() + "]";
    }

    /** Builds {@link RequestOptions}. Not thread-safe. */
    public static final class Builder {

        private @Nullable Duration deadline;
        private @Nullable Duration attemptTimeout;
        private @Nullable Duration waiting;
        private @Nullable Integer attempts;
        private @Nullable String idempotencyKey;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder() {}

        /** Sets the time that each operation may take with all attempts and delays; 1 ms to 1 hour. */
        public Builder deadline(Duration deadline) {
            this.deadline = Check.between("deadline", deadline, Duration.ofMillis(1), Duration.ofHours(1));
            return this;
        }

        /**
         * Sets the time that one attempt of each operation may take, 1 ms to 1 hour, instead of the provider's or the operation's own
         * timeout. It never exceeds the deadline.
         */
        public Builder attemptTimeout(Duration timeout) {
            this.attemptTimeout = Check.between("attemptTimeout", timeout, Duration.ofMillis(1), Duration.ofHours(1));
            return this;
        }

        /** Sets the largest number of attempts of each operation; 1 to 10. */
        public Builder attempts(int attempts) {
            this.attempts = Check.between("attempts", attempts, 1, 10);
            return this;
        }

        /**
         * Sets a key by which the provider recognizes a repeated operation, even from another process after a crash; at most 255
         * characters. What is sent is an id derived from the key, the operation, its target and its payload: operations that
         * differ in one of them do not count as repetitions of each other, and equal ones do. LiveKit Cloud uses it for every
         * operation, a LiveKit server for messages ({@code SendData}). Stream does not use it; there it only appears in logs.
         */
        public Builder idempotencyKey(String key) {
            this.idempotencyKey = Check.atMost("idempotencyKey", Check.text("idempotencyKey", key), 255);
            return this;
        }

        /**
         * Adds a header to every request, such as {@code traceparent}.
         *
         * @throws InvalidRequestException if the header is not valid, carries credentials or frames the request
         */
        public Builder header(String name, String value) {
            if (!HEADER_NAME.matcher(Check.text("header", name)).matches()) {
                throw new InvalidRequestException("header", "must have a name that HTTP allows");
            }
            if (reserved(name)) {
                throw new InvalidRequestException("header", "\"" + name + "\" is reserved");
            }
            if (!HEADER_VALUE.matcher(Check.notNull("header", value)).matches()) {
                throw new InvalidRequestException("header", "\"" + name + "\" must have a value of printable ASCII");
            }
            headers.put(name, value);
            return this;
        }

        /** Returns whether the header carries credentials or frames the request. */
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

        /** Builds the options. */
        public RequestOptions build() {
            return new RequestOptions(this);
        }
    }
}

package io.videoprovider.spi;

import io.videoprovider.error.Check;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that verify signatures of tokens and webhooks, by API key. During a rotation an API key has several secrets, and
 * old ones may expire. Immutable and thread-safe.
 */
public final class Keyring {

    /**
     * A secret of an API key.
     *
     * @param name the API key's id and the secret's position among those of the key, such as {@code devkey#1}
     * @param hmac the secret
     * @param until the time at which it expires; null for never
     */
    public record Key(
            String name, SigningKey hmac, @Nullable Instant until) {

        public Key {
            Check.notNull("name", name);
            Check.notNull("hmac", hmac);
        }
    }

    private final Map<String, List<Key>> keys;
    private final Clock clock;

    private Keyring(Builder builder, Clock clock) {
        this.keys = new LinkedHashMap<>();
        builder.keys.forEach((apiKey, secrets) -> keys.put(apiKey, List.copyOf(secrets)));
        this.clock = Check.notNull("clock", clock);
    }

    /** Returns the valid secrets of an API key; empty if the key is unknown. */
    public List<Key> of(String apiKey) {
        List<Key> secrets = keys.getOrDefault(Check.notNull("apiKey", apiKey), List.of());
        // Rotation is rare.
        return secrets.size() == 1 && secrets.get(0).until() == null
                ? secrets
                : secrets.stream().filter(this::valid).toList();
    }

    /** Returns the valid secrets of all API keys. */
    public List<Key> all() {
        return keys.values().stream().flatMap(List::stream).filter(this::valid).toList();
    }

    /** Returns the name of the first secret that passes the test, for {@code signedBy()} of an event; null if none does. */
    public static @Nullable String signer(List<Key> secrets, Predicate<SigningKey> signed) {
        Check.notNull("signed", signed);
        for (Key secret : Check.<Key>listOf("secrets", secrets)) {
            if (signed.test(secret.hmac())) {
                return secret.name();
            }
        }
        return null;
    }

    private boolean valid(Key key) {
        Instant until = key.until();
        return until == null || clock.instant().isBefore(until);
    }

    /** Builds a keyring. Not thread-safe. */
    public static final class Builder {

        private final Map<String, List<Key>> keys = new LinkedHashMap<>();

        /** Creates an empty keyring. */
        public Builder() {}

        /** Adds a secret of an API key, after those that it has. */
        public Builder add(String apiKey, SigningKey secret, @Nullable Instant until) {
            Check.notNull("secret", secret);
            List<Key> secrets = keys.computeIfAbsent(Check.notNull("apiKey", apiKey), key -> new ArrayList<>());
            secrets.add(new Key(apiKey + "#" + (secrets.size() + 1), secret, until));
            return this;
        }

        /** Creates the keyring; the clock decides when secrets expire. */
        public Keyring build(Clock clock) {
            return new Keyring(this, clock);
        }
    }
}

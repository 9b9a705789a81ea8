package io.videoprovider.spi;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that signatures are checked with, by the API key that they belong to. While secrets are rotated a key has
 * several, the old ones perhaps with an end. Immutable and thread-safe.
 */
public final class Keyring {

    /**
     * A secret of an API key.
     *
     * @param name the API key's id and the secret's position among those of the key, such as {@code devkey#1}
     * @param hmac what signs and verifies with it
     * @param until when it stops being believed; null for never
     */
    public record Key(
            String name, SigningKey hmac, @Nullable Instant until) {}

    private final Map<String, List<Key>> keys;
    private final Clock clock;

    private Keyring(Builder builder, Clock clock) {
        this.keys = new LinkedHashMap<>();
        builder.keys.forEach((apiKey, secrets) -> keys.put(apiKey, List.copyOf(secrets)));
        this.clock = clock;
    }

    /** The secrets of an API key that are believed now; empty when the key is not known. */
    public List<Key> of(String apiKey) {
        List<Key> secrets = keys.getOrDefault(apiKey, List.of());
        // Rotation is rare.
        return secrets.size() == 1 && secrets.get(0).until() == null
                ? secrets
                : secrets.stream().filter(this::believed).toList();
    }

    /** All secrets that are believed now. */
    public List<Key> all() {
        return keys.values().stream()
                .flatMap(List::stream)
                .filter(this::believed)
                .toList();
    }

    /** The name of the secret that signed something, out of those that may have; null when none of them did. */
    public static @Nullable String signer(List<Key> secrets, Predicate<SigningKey> signed) {
        for (Key secret : secrets) {
            if (signed.test(secret.hmac())) {
                return secret.name();
            }
        }
        return null;
    }

    private boolean believed(Key key) {
        Instant until = key.until();
        return until == null || clock.instant().isBefore(until);
    }

    /** Builds a keyring. Not thread-safe. */
    public static final class Builder {

        private final Map<String, List<Key>> keys = new LinkedHashMap<>();

        /** An empty keyring. */
        public Builder() {}

        /** One more secret of an API key; the first of a key is the one that this side signs with. */
        public Builder add(String apiKey, SigningKey secret, @Nullable Instant until) {
            List<Key> secrets = keys.computeIfAbsent(apiKey, key -> new ArrayList<>());
            secrets.add(new Key(apiKey + "#" + (secrets.size() + 1), secret, until));
            return this;
        }

        /** The keyring. */
        public Keyring build(Clock clock) {
            return new Keyring(this, clock);
        }
    }
}

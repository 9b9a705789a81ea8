package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.internal.check.Check;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call to get or create. Immutable.
 *
 * @param id which call
 * @param title what people read; null for none
 * @param startsAt when it is planned to start; null for now
 * @param custom the application's own data; every participant's client can read it
 * @param maxParticipants how many may be in it at once; 0 for as many as the provider lets in
 */
public record CreateCall(
        CallId id,
        @Nullable String title,
        @Nullable Instant startsAt,
        Map<String, String> custom,
        int maxParticipants) {

    public CreateCall {
        Check.present("id", id);
        if (title != null) {
            Check.atMost("title", title, 1024);
        }
        Check.present("custom", custom)
                .forEach((name, value) -> Check.present("custom " + Check.text("name of a custom value", name), value));
        Check.between("maxParticipants", maxParticipants, 0, 1_000_000);
        custom = Collections.unmodifiableMap(new LinkedHashMap<>(custom));
    }

    /** Begins a request for a call. */
    public static Builder builder(CallId id) {
        return new Builder(id);
    }

    /** A call with nothing but an id. */
    public static CreateCall of(CallId id) {
        return builder(id).build();
    }

    /** Builds a request. Not thread-safe. */
    public static final class Builder {

        private final CallId id;
        private @Nullable String title;
        private @Nullable Instant startsAt;
        private final Map<String, String> custom = new LinkedHashMap<>();
        private int maxParticipants;

        private Builder(CallId id) {
            this.id = id;
        }

        /** What people read. At most 1024 characters. */
        public Builder title(String title) {
            this.title = title;
            return this;
        }

        /** When it is planned to start. */
        public Builder startsAt(Instant startsAt) {
            this.startsAt = startsAt;
            return this;
        }

        /** One more of the application's own values. */
        public Builder custom(String name, String value) {
            custom.put(name, value);
            return this;
        }

        /** How many may be in it at once. */
        public Builder maxParticipants(int maxParticipants) {
            this.maxParticipants = maxParticipants;
            return this;
        }

        /**
         * The request.
         *
         * @throws io.videoprovider.error.InvalidRequestException if a value breaks its limit
         */
        public CreateCall build() {
            return new CreateCall(id, title, startsAt, custom, maxParticipants);
        }
    }
}

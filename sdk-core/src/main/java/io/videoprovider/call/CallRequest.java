package io.videoprovider.call;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param createdBy the user who makes it; null for nobody in particular
 * @param members who is invited; empty for nobody in particular
 * @param vendorOptions further fields of the vendor's own request, by provider; each provider takes its own and no other's
 */
public record CallRequest(
        CallId id,
        @Nullable String title,
        @Nullable Instant startsAt,
        Map<String, String> custom,
        int maxParticipants,
        @Nullable String createdBy,
        List<Member> members,
        Map<ProviderId, Json> vendorOptions) {

    public CallRequest {
        Check.notNull("id", id);
        if (title != null) {
            Check.atMost("title", title, 1024);
        }
        Check.notNull("custom", custom)
                .forEach((name, value) -> Check.notNull("custom " + Check.text("name of a custom value", name), value));
        Check.between("maxParticipants", maxParticipants, 0, 1_000_000);
        if (createdBy != null) {
            Check.id("createdBy", createdBy, 256);
        }
        custom = Check.copyOf("custom", custom);
        members = List.copyOf(members);
        vendorOptions = Map.copyOf(vendorOptions);
    }

    /** Begins a request for a call. */
    public static Builder builder(CallId id) {
        return new Builder(id);
    }

    /** A call with nothing but an id. */
    public static CallRequest of(CallId id) {
        return builder(id).build();
    }

    /** Builds a request. Not thread-safe. */
    public static final class Builder {

        private final CallId id;
        private @Nullable String title;
        private @Nullable Instant startsAt;
        private final Map<String, String> custom = new LinkedHashMap<>();
        private int maxParticipants;
        private @Nullable String createdBy;
        private final List<Member> members = new ArrayList<>();
        private final Map<ProviderId, Json> vendorOptions = new LinkedHashMap<>();

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

        /** The user who makes it. */
        public Builder createdBy(String userId) {
            this.createdBy = userId;
            return this;
        }

        /** One more who is invited. */
        public Builder member(Member member) {
            members.add(Check.notNull("member", member));
            return this;
        }

        /**
         * Further fields of the vendor's own request, such as {@code {"team": "red"}} for Stream or
         * {@code {"departure_timeout": 60}} for LiveKit. Only that provider takes them, and it does not check them.
         */
        public Builder vendorOptions(ProviderId provider, Json options) {
            vendorOptions.put(Check.notNull("provider", provider), Check.notNull("options", options));
            return this;
        }

        /**
         * The request.
         *
         * @throws io.videoprovider.error.InvalidRequestException if a value breaks its limit
         */
        public CallRequest build() {
            return new CallRequest(id, title, startsAt, custom, maxParticipants, createdBy, members, vendorOptions);
        }
    }
}

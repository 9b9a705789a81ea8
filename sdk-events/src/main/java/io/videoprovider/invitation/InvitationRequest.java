package io.videoprovider.invitation;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.ringing.Ringing;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parameters of an invitation. Immutable and thread-safe. */
public final class InvitationRequest {

    static final Duration MIN_TIMEOUT = Duration.ofSeconds(5);
    static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

    private static final int MAX_ID = 256;

    private final ProviderId provider;
    private final CallId call;
    private final String caller;
    private final List<String> callees;
    private final RingKind kind;
    private final @Nullable Duration timeout;

    private InvitationRequest(Builder builder) {
        this.provider = builder.provider;
        this.call = builder.call;
        this.caller = builder.caller;
        this.callees = List.copyOf(builder.callees);
        this.kind = builder.kind;
        this.timeout = builder.timeout;
    }

    /**
     * Returns a new builder.
     *
     * @param provider the provider of the call
     * @param call the call, which must not have been rung before
     * @param caller the user who calls: 1 to 256 characters
     */
    public static Builder builder(ProviderId provider, CallId call, String caller) {
        return new Builder(provider, call, caller);
    }

    /** Returns the provider of the call. */
    public ProviderId provider() {
        return provider;
    }

    /** Returns the call. */
    public CallId call() {
        return call;
    }

    /** Returns the user who calls. */
    public String caller() {
        return caller;
    }

    /** Returns the users who are called. */
    public List<String> callees() {
        return callees;
    }

    /** Returns what the devices of the callees show. */
    public RingKind kind() {
        return kind;
    }

    /** Returns the time until the call is missed; null for the timeout of {@link Invitations}. */
    public @Nullable Duration timeout() {
        return timeout;
    }

    @Override
    public String toString() {
        return "InvitationRequest[" + provider + " " + call + ", caller=" + caller + ", callees=" + callees + ", kind="
                + kind + ", timeout=" + timeout + "]";
    }

    /** Builds an {@link InvitationRequest}. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final CallId call;
        private final String caller;
        private final Set<String> callees = new LinkedHashSet<>();
        private RingKind kind = RingKind.VIDEO;
        private @Nullable Duration timeout;

        private Builder(ProviderId provider, CallId call, String caller) {
            this.provider = Check.notNull("provider", provider);
            this.call = Check.notNull("call", call);
            this.caller = user("caller", caller);
        }

        /** The history compares ids exactly, and a database may ignore a space at the end. */
        private static String user(String field, String userId) {
            if (Check.id(field, userId, MAX_ID).endsWith(" ")) {
                throw new InvalidRequestException(field, "must not end with a space");
            }
            return userId;
        }

        /** Adds a user who is called: 1 to 256 characters, no space at the end. */
        public Builder callee(String userId) {
            callees.add(user("callees", userId));
            return this;
        }

        /** Adds users who are called. */
        public Builder callees(Collection<String> userIds) {
            Check.<String>listOf("callees", userIds).forEach(this::callee);
            return this;
        }

        /** Sets what the devices of the callees show; {@link RingKind#VIDEO} by default. */
        public Builder kind(RingKind kind) {
            this.kind = Check.notNull("kind", kind);
            return this;
        }

        /**
         * Sets the time until the call is missed; null for the timeout of {@link Invitations}, which is the default.
         *
         * @param timeout 5 seconds to 10 minutes
         */
        public Builder timeout(@Nullable Duration timeout) {
            this.timeout = timeout == null ? null : Check.between("timeout", timeout, MIN_TIMEOUT, MAX_TIMEOUT);
            return this;
        }

        /**
         * Returns the request.
         *
         * @throws InvalidRequestException if there are no callees, more than {@link Ringing#MAX_USERS}, or the caller is one of them
         */
        public InvitationRequest build() {
            if (callees.isEmpty() || callees.size() > Ringing.MAX_USERS) {
                throw new InvalidRequestException(
                        "callees", "must have 1 to " + Ringing.MAX_USERS + " users, had " + callees.size());
            }
            if (callees.contains(caller)) {
                throw new InvalidRequestException("callees", "must not contain the caller");
            }
            return new InvitationRequest(this);
        }
    }
}

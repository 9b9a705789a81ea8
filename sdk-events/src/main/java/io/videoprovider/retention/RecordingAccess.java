package io.videoprovider.retention;

import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.ParticipationEntry;
import io.videoprovider.history.ParticipationQuery;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.history.Visibility;
import io.videoprovider.internal.jdbc.StorableText;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may have a link to the files of a recording, and creates it. Thread-safe.
 *
 * <pre>{@code
 * RecordingAccess access = RecordingAccess.builder(history, stores).hostRoles(Set.of("host")).build();
 * RecordingLink link = access.link(provider, recording, Viewer.user("alice"), LinkRequest.standard());
 * }</pre>
 *
 * <p>The {@link Visibility} of the recording decides: {@link Visibility#PARTICIPANTS} unless it was changed. Hosts of the call always have
 * access: its creator, members with one of the configured roles, and users for whom the configured predicate is true. The application
 * authenticates viewers.
 */
public final class RecordingAccess {

    private static final int MIN_PASSWORD_LENGTH = 8;

    private final CallHistory history;
    private final RecordingStores stores;
    private final Set<String> hostRoles;
    private final BiPredicate<CallEntry, String> hosts;
    private final PasswordAttempts attempts;
    private final Clock clock;

    private RecordingAccess(Builder builder) {
        this.history = builder.history;
        this.stores = builder.stores;
        this.hostRoles = builder.hostRoles;
        this.hosts = builder.hosts;
        this.attempts = new PasswordAttempts(builder.maxWrongPasswords, builder.wrongPasswordWindow);
        this.clock = builder.clock;
    }

    /**
     * Returns a new builder.
     *
     * @param history the history that has the recordings
     * @param stores the places in which the files are
     */
    public static Builder builder(CallHistory history, RecordingStores stores) {
        return new Builder(Check.notNull("history", history), Check.notNull("stores", stores));
    }

    // --- links ----------------------------------------------------------------------------------

    /**
     * Creates a link to a file of a recording.
     *
     * @throws PermissionDeniedException if the viewer must not have a link
     * @throws RateLimitedException if too many wrong passwords were entered for the recording
     * @throws NotFoundException if the history does not have the recording, it has expired or was deleted, it has no such file, or the
     *     file no longer exists
     * @throws ConflictException if the recording is in progress
     * @throws InvalidRequestException if the recording has several files and the request does not name one
     * @throws io.videoprovider.error.UnsupportedFeatureException if the provider hosts the file and the request has an option that its
     *     links do not support, or no store accepts the file
     */
    public RecordingLink link(ProviderId provider, RecordingId recording, Viewer viewer, LinkRequest request) {
        Check.notNull("viewer", viewer);
        Check.notNull("request", request);
        RecordingEntry entry = recording(provider, recording);
        if (!mayView(entry, viewer)) {
            throw denied(entry, "the viewer must not have a link to recording ");
        }
        Instant now = clock.instant();
        requireFiles(entry, now);
        return stores.link(entry, request, now);
    }

    private boolean mayView(RecordingEntry entry, Viewer viewer) {
        if (entry.visibility() == Visibility.PUBLIC || isHost(entry, viewer)) {
            return true;
        }
        return switch (entry.visibility()) {
            case PARTICIPANTS -> participated(entry, viewer.userId());
            case PASSWORD -> enteredPassword(entry, viewer.password());
            case HOSTS, PUBLIC -> false;
        };
    }

    private boolean isHost(RecordingEntry entry, Viewer viewer) {
        String user = viewer.userId();
        if (viewer.isApplication() || user == null) {
            return viewer.isApplication();
        }
        CallEntry call = history.call(entry.provider(), entry.call())
                .orElseGet(
                        () -> CallEntry.builder(entry.provider(), entry.call()).build());
        return (call.createdBy() != null && isSame(user, call.createdBy()))
                || call.members().stream()
                        .anyMatch(member -> isSame(user, member.userId())
                                && member.role() != null
                                && hostRoles.contains(member.role()))
                || hosts.test(call, user);
    }

    /** Without a reported session, those who were connected while the call was recorded. */
    private boolean participated(RecordingEntry entry, @Nullable String user) {
        if (user == null) {
            return false;
        }
        for (ParticipationEntry one : history.participations(ParticipationQuery.builder()
                .provider(entry.provider())
                .call(entry.call())
                .sessionId(entry.sessionId())
                .user(user)
                .build())) {
            if (isSame(user, one.userId()) && !one.aborted() && (entry.sessionId() != null || overlaps(one, entry))) {
                return true;
            }
        }
        return false;
    }

    /** Compares ids of users exactly, also if the storage has the hash of one. */
    private static boolean isSame(String user, String stored) {
        return StorableText.key(user).equals(StorableText.key(stored));
    }

    private static boolean overlaps(ParticipationEntry one, RecordingEntry entry) {
        Instant start = entry.startedAt();
        Instant end = entry.endedAt();
        return start != null
                && end != null
                && one.joinedAt().isBefore(end)
                && (one.leftAt() == null || one.leftAt().isAfter(start));
    }

    private boolean enteredPassword(RecordingEntry entry, @Nullable String password) {
        String hash = entry.passwordHash();
        if (hash == null || password == null || password.isEmpty()) {
            return false;
        }
        Duration wait = attempts.begin(entry.id(), clock.instant());
        if (wait != null) {
            throw new RateLimitedException(
                    "too many wrong passwords for recording " + entry.recording(),
                    new ErrorDetails(entry.provider(), null, null, null, null, 0, true, wait, false),
                    null);
        }
        boolean correct = PasswordHash.matches(password, hash);
        if (correct) {
            attempts.succeeded(entry.id());
        }
        return correct;
    }

    private static void requireFiles(RecordingEntry entry, Instant now) {
        boolean expired = entry.expiresAt() != null && !entry.expiresAt().isAfter(now) && !entry.legalHold();
        if (expired || entry.status() == RecordingStatus.EXPIRED || entry.status() == RecordingStatus.DELETED) {
            throw notFound(entry.provider(), "the files of recording " + entry.recording() + " have expired");
        }
        if (!entry.status().terminal()) {
            throw new ConflictException(
                    "recording " + entry.recording() + " is in progress (" + entry.status() + ")",
                    ErrorDetails.at(entry.provider()),
                    null);
        }
        if (!entry.hasFiles()) {
            throw notFound(entry.provider(), "recording " + entry.recording() + " has no files");
        }
    }

    // --- settings -------------------------------------------------------------------------------

    /**
     * Verifies that a viewer is a host of the recorded call, for an operation of the application such as {@link Retention#delete}.
     *
     * @throws PermissionDeniedException if the viewer is not a host
     * @throws NotFoundException if the history does not have the recording
     */
    public void requireHost(ProviderId provider, RecordingId recording, Viewer viewer) {
        Check.notNull("viewer", viewer);
        RecordingEntry entry = recording(provider, recording);
        if (!isHost(entry, viewer)) {
            throw denied(entry, "only hosts of the call may change recording ");
        }
    }

    /**
     * Changes who may have a link. Links that were created before stay valid until they expire.
     *
     * @param host a host of the call, or the application
     * @return the recording after the change
     * @throws PermissionDeniedException if the viewer is not a host
     * @throws NotFoundException if the history does not have the recording
     * @throws ConflictException if the visibility is {@link Visibility#PASSWORD} and no password is set
     */
    public RecordingEntry setVisibility(
            ProviderId provider, RecordingId recording, Visibility visibility, Viewer host) {
        Check.notNull("visibility", visibility);
        Check.notNull("host", host);
        requireHost(provider, recording, host);
        return update(provider, recording, entry -> {
            if (visibility == Visibility.PASSWORD && entry.passwordHash() == null) {
                throw new ConflictException(
                        "recording " + recording + " has no password; set one first", ErrorDetails.at(provider), null);
            }
            return entry.toBuilder().visibility(visibility).build();
        });
    }

    /**
     * Sets the password for links and the visibility {@link Visibility#PASSWORD}, or removes the password; a recording with this
     * visibility is then for hosts only. Only a hash of the password is stored.
     *
     * @param password 8 to 256 characters; null to remove it
     * @param host a host of the call, or the application
     * @return the recording after the change
     * @throws PermissionDeniedException if the viewer is not a host
     * @throws NotFoundException if the history does not have the recording
     */
    public RecordingEntry setPassword(
            ProviderId provider, RecordingId recording, @Nullable String password, Viewer host) {
        Check.notNull("provider", provider);
        Check.notNull("recording", recording);
        Check.notNull("host", host);
        if (password != null && Check.text("password", password).length() < MIN_PASSWORD_LENGTH) {
            throw new InvalidRequestException(
                    "password", "must have at least " + MIN_PASSWORD_LENGTH + " characters, had " + password.length());
        }
        if (password != null) {
            Check.atMost("password", password, PasswordHash.MAX_LENGTH);
        }
        requireHost(provider, recording, host);
        String hash = password == null ? null : PasswordHash.of(password);
        return update(provider, recording, entry -> {
            Visibility without = entry.visibility() == Visibility.PASSWORD ? Visibility.HOSTS : entry.visibility();
            return entry.toBuilder()
                    .passwordHash(hash)
                    .visibility(hash == null ? without : Visibility.PASSWORD)
                    .build();
        });
    }

    private RecordingEntry recording(ProviderId provider, RecordingId recording) {
        Check.notNull("provider", provider);
        Check.notNull("recording", recording);
        return history.recording(provider, recording)
                .orElseThrow(() -> notFound(provider, "the history has no recording " + recording));
    }

    private RecordingEntry update(ProviderId provider, RecordingId recording, UnaryOperator<RecordingEntry> change) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return history.storage()
                .updateRecording(
                        provider,
                        recording,
                        entry -> change.apply(entry).toBuilder().changedAt(now).build())
                .orElseThrow(() -> notFound(provider, "the history has no recording " + recording));
    }

    private static PermissionDeniedException denied(RecordingEntry entry, String problem) {
        return new PermissionDeniedException(problem + entry.recording(), ErrorDetails.at(entry.provider()), null);
    }

    private static NotFoundException notFound(ProviderId provider, String problem) {
        return new NotFoundException(problem, ErrorDetails.at(provider), null);
    }

    /** Builds a {@link RecordingAccess}. Not thread-safe. */
    public static final class Builder {

        private final CallHistory history;
        private final RecordingStores stores;
        private Set<String> hostRoles = Set.of();
        private BiPredicate<CallEntry, String> hosts = (call, user) -> false;
        private int maxWrongPasswords = 10;
        private Duration wrongPasswordWindow = Duration.ofMinutes(15);
        private Clock clock = Clock.systemUTC();

        private Builder(CallHistory history, RecordingStores stores) {
            this.history = history;
            this.stores = stores;
        }

        /** Sets the roles of members that are hosts, by the vendor's or the application's names; none by default. */
        public Builder hostRoles(Collection<String> roles) {
            this.hostRoles = Check.setOf("roles", roles);
            return this;
        }

        /**
         * Sets a rule of the application for further hosts.
         *
         * @param hosts returns whether a user is a host of a call; must be thread-safe
         */
        public Builder hosts(BiPredicate<CallEntry, String> hosts) {
            this.hosts = Check.notNull("hosts", hosts);
            return this;
        }

        /**
         * Sets the number of wrong passwords per recording; 10 within 15 minutes by default. Each instance of this class counts for
         * itself, for at most 10,000 recordings at a time. Hosts are not limited.
         *
         * @param max 1 to 1,000
         * @param window the time after the first wrong password: 1 second to 1 day
         */
        public Builder wrongPasswords(int max, Duration window) {
            this.maxWrongPasswords = Check.between("max", max, 1, 1_000);
            this.wrongPasswordWindow = Check.between("window", window, Duration.ofSeconds(1), Duration.ofDays(1));
            return this;
        }

        /** Sets the clock, which must be the same as that of the history. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Returns the access control. */
        public RecordingAccess build() {
            return new RecordingAccess(this);
        }
    }
}

package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import java.beans.Transient;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A recording in the history. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param provider the provider of the call
 * @param recording the provider's id of the recording
 * @param call the recorded call
 * @param sessionId the recorded session; null if not reported
 * @param kind the kind of the recording
 * @param status the state
 * @param truncated whether a limit of the provider ended the recording
 * @param startedAt the start of the recorded media; null before it
 * @param endedAt the end of the recorded media; null before it
 * @param files the files; locations are without their queries, which may contain signatures
 * @param failure the reason of a failure, in the vendor's words; null for none
 * @param firstSeenAt the time of the first event of the recording
 * @param visibility the users who may have a link to the files
 * @param passwordHash the hash of the password for links, as {@code RecordingAccess} creates it; null for none
 * @param expiresAt the time at which the files are deleted; null for never, or if it is not determined yet
 * @param expiryFixed whether the application has set the expiry, so that the policy does not change it; null for the expiry then keeps the
 *     files
 * @param legalHold whether the files must not be deleted
 * @param deletedAt the time at which the files were deleted; null if they were not
 * @param deletionAttempts the number of failed attempts to delete the files
 * @param retentionDueAt the time at which {@code Retention} must act next; null for never
 * @param deletionFailure the failure of the last attempt; null for none
 * @param changedAt the time of the last change of the entry, by the clock of the application
 */
public record RecordingEntry(
        ProviderId provider,
        RecordingId recording,
        CallId call,
        @Nullable String sessionId,
        RecordingKind kind,
        RecordingStatus status,
        boolean truncated,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<RecordingFile> files,
        @Nullable String failure,
        Instant firstSeenAt,
        Visibility visibility,
        @Nullable String passwordHash,
        @Nullable Instant expiresAt,
        boolean expiryFixed,
        boolean legalHold,
        @Nullable Instant deletedAt,
        int deletionAttempts,
        @Nullable Instant retentionDueAt,
        @Nullable String deletionFailure,
        Instant changedAt) {

    public RecordingEntry {
        Check.notNull("provider", provider);
        Check.notNull("recording", recording);
        Check.notNull("call", call);
        Check.notNull("kind", kind);
        Check.notNull("status", status);
        files = Check.listOf("files", files);
        Check.notNull("firstSeenAt", firstSeenAt);
        Check.notNull("visibility", visibility);
        Check.notNull("changedAt", changedAt);
    }

    /** Returns a new builder of an entry of a recording. */
    public static Builder builder(ProviderId provider, RecordingId recording, CallId call, Instant firstSeenAt) {
        return new Builder(provider, recording, call, firstSeenAt);
    }

    /** Returns a builder with the values of this entry. */
    public Builder toBuilder() {
        Builder builder = new Builder(provider, recording, call, firstSeenAt);
        builder.sessionId = sessionId;
        builder.kind = kind;
        builder.status = status;
        builder.truncated = truncated;
        builder.startedAt = startedAt;
        builder.endedAt = endedAt;
        builder.files = files;
        builder.failure = failure;
        builder.visibility = visibility;
        builder.passwordHash = passwordHash;
        builder.expiresAt = expiresAt;
        builder.expiryFixed = expiryFixed;
        builder.legalHold = legalHold;
        builder.deletedAt = deletedAt;
        builder.deletionAttempts = deletionAttempts;
        builder.retentionDueAt = retentionDueAt;
        builder.deletionFailure = deletionFailure;
        builder.changedAt = changedAt;
        return builder;
    }

    /** Returns the hash of the password. Jackson omits it by default. */
    @Override
    @Transient
    public @Nullable String passwordHash() {
        return passwordHash;
    }

    /** Returns an id that is derived from the key of the entry: 32 hexadecimal digits. */
    public String id() {
        return EntryId.of(provider, recording);
    }

    /** Returns the size of all files in bytes; null if not reported. */
    public @Nullable Long bytes() {
        return files.stream()
                .map(RecordingFile::bytes)
                .filter(Objects::nonNull)
                .reduce(Long::sum)
                .orElse(null);
    }

    /** Returns whether files may exist that have not been deleted. */
    public boolean hasFiles() {
        return files.stream().anyMatch(file -> file.location() != null)
                || (status == RecordingStatus.READY && deletedAt == null);
    }

    /**
     * Returns whether a provider reports a file of a later run: the entry does not have the file, and its recording started after the end of
     * the entry. On Stream, a kind of recording has one entry for each session, in which it can run several times.
     *
     * @param reported the recording as the provider reports it
     */
    public boolean endedBefore(Recording reported) {
        Check.notNull("reported", reported);
        Set<String> known = files.stream().map(RecordingFile::name).collect(Collectors.toSet());
        return endedAt != null
                && reported.files().stream()
                        .filter(file -> !known.contains(file.name()))
                        .anyMatch(file -> startedAfter(endedAt, reported, file));
    }

    /** The start of several files is that of the first one, and their end that of the last one. */
    private static boolean startedAfter(Instant end, Recording reported, RecordingFile file) {
        Instant firstStart = Transitions.micros(reported.startedAt());
        Instant lastEnd = Transitions.micros(reported.endedAt());
        return (firstStart != null && firstStart.isAfter(end))
                || (lastEnd != null
                        && file.duration() != null
                        && Duration.between(end, lastEnd).compareTo(file.duration()) > 0);
    }

    /** Returns the playing time of the longest file, else the time from start to end; null if not reported. */
    public @Nullable Duration duration() {
        return files.stream()
                .map(RecordingFile::duration)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(startedAt == null || endedAt == null ? null : Duration.between(startedAt, endedAt));
    }

    /** Returns the time by which recordings are listed: the start, else the first event. */
    public Instant listedAt() {
        return startedAt == null ? firstSeenAt : startedAt;
    }

    /** Omits the hash of the password. */
    @Override
    public String toString() {
        return "RecordingEntry[" + recording + " of " + provider + "/" + call + ", " + kind + ", " + status + ", "
                + files + ", " + visibility + (expiresAt == null ? "" : ", expires at " + expiresAt)
                + (legalHold ? ", legal hold" : "") + "]";
    }

    /** Builds an entry of a recording, for implementations of {@link HistoryStorage} and for tests. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final RecordingId recording;
        private final CallId call;
        private Instant firstSeenAt;
        private @Nullable String sessionId;
        private RecordingKind kind = RecordingKind.UNKNOWN;
        private RecordingStatus status = RecordingStatus.UNKNOWN;
        private boolean truncated;
        private @Nullable Instant startedAt;
        private @Nullable Instant endedAt;
        private List<RecordingFile> files = List.of();
        private @Nullable String failure;
        private Visibility visibility = Visibility.PARTICIPANTS;
        private @Nullable String passwordHash;
        private @Nullable Instant expiresAt;
        private boolean expiryFixed;
        private boolean legalHold;
        private @Nullable Instant deletedAt;
        private int deletionAttempts;
        private @Nullable Instant retentionDueAt;
        private @Nullable String deletionFailure;
        private Instant changedAt = Instant.EPOCH;

        private Builder(ProviderId provider, RecordingId recording, CallId call, Instant firstSeenAt) {
            this.provider = Check.notNull("provider", provider);
            this.recording = Check.notNull("recording", recording);
            this.call = Check.notNull("call", call);
            this.firstSeenAt = Check.notNull("firstSeenAt", firstSeenAt);
        }

        /** Sets the recorded session; null if not reported. */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /** Sets the kind of the recording. */
        public Builder kind(RecordingKind kind) {
            this.kind = Check.notNull("kind", kind);
            return this;
        }

        /** Sets the state. */
        public Builder status(RecordingStatus status) {
            this.status = Check.notNull("status", status);
            return this;
        }

        /** Sets whether a limit of the provider ended the recording. */
        public Builder truncated(boolean truncated) {
            this.truncated = truncated;
            return this;
        }

        /** Sets the start of the recorded media; null before it. */
        public Builder startedAt(@Nullable Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        /** Sets the end of the recorded media; null before it. */
        public Builder endedAt(@Nullable Instant endedAt) {
            this.endedAt = endedAt;
            return this;
        }

        /** Sets the files; locations are without their queries, which may contain signatures. */
        public Builder files(List<RecordingFile> files) {
            this.files = Check.listOf("files", files);
            return this;
        }

        /** Sets the reason of a failure, in the vendor's words; null for none. */
        public Builder failure(@Nullable String failure) {
            this.failure = failure;
            return this;
        }

        /** Sets the time of the first event of the recording. */
        public Builder firstSeenAt(Instant firstSeenAt) {
            this.firstSeenAt = Check.notNull("firstSeenAt", firstSeenAt);
            return this;
        }

        /** Sets the users who may have a link to the files. */
        public Builder visibility(Visibility visibility) {
            this.visibility = Check.notNull("visibility", visibility);
            return this;
        }

        /** Sets the hash of the password for links, as {@code RecordingAccess} creates it; null for none. */
        public Builder passwordHash(@Nullable String passwordHash) {
            this.passwordHash = passwordHash;
            return this;
        }

        /** Sets the time at which the files are deleted; null for never, or if it is not determined yet. */
        public Builder expiresAt(@Nullable Instant expiresAt) {
            this.expiresAt = expiresAt;
            return this;
        }

        /** Sets whether the application has set the expiry, so that the policy does not change it. */
        public Builder expiryFixed(boolean expiryFixed) {
            this.expiryFixed = expiryFixed;
            return this;
        }

        /** Sets whether the files must not be deleted. */
        public Builder legalHold(boolean legalHold) {
            this.legalHold = legalHold;
            return this;
        }

        /** Sets the time at which the files were deleted; null if they were not. */
        public Builder deletedAt(@Nullable Instant deletedAt) {
            this.deletedAt = deletedAt;
            return this;
        }

        /** Sets the number of failed attempts to delete the files. */
        public Builder deletionAttempts(int deletionAttempts) {
            this.deletionAttempts = deletionAttempts;
            return this;
        }

        /** Sets the time at which {@code Retention} must act next; null for never. */
        public Builder retentionDueAt(@Nullable Instant retentionDueAt) {
            this.retentionDueAt = retentionDueAt;
            return this;
        }

        /** Sets the failure of the last attempt; null for none. */
        public Builder deletionFailure(@Nullable String deletionFailure) {
            this.deletionFailure = deletionFailure;
            return this;
        }

        /** Sets the time of the last change of the entry, by the clock of the application. */
        public Builder changedAt(Instant changedAt) {
            this.changedAt = Check.notNull("changedAt", changedAt);
            return this;
        }

        /** Returns the entry. */
        public RecordingEntry build() {
            return new RecordingEntry(
                    provider,
                    recording,
                    call,
                    sessionId,
                    kind,
                    status,
                    truncated,
                    startedAt,
                    endedAt,
                    files,
                    failure,
                    firstSeenAt,
                    visibility,
                    passwordHash,
                    expiresAt,
                    expiryFixed,
                    legalHold,
                    deletedAt,
                    deletionAttempts,
                    retentionDueAt,
                    deletionFailure,
                    changedAt);
        }
    }
}

package io.videoprovider.history;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transcription in the history. Immutable. Minor releases may add components: read it by its accessors.
 *
 * @param provider the provider of the call
 * @param transcription the provider's id of the transcription
 * @param call the transcribed call
 * @param sessionId the transcribed session; null if not reported
 * @param status the state
 * @param startedAt the start; null before it
 * @param endedAt the end; null before it
 * @param files the files; locations are without their queries, which may contain signatures
 * @param failure the reason of a failure, in the vendor's words; null for none
 * @param firstSeenAt the time of the first event of the transcription
 * @param changedAt the time of the last change of the entry, by the clock of the application
 */
public record TranscriptionEntry(
        ProviderId provider,
        TranscriptionId transcription,
        CallId call,
        @Nullable String sessionId,
        TranscriptionStatus status,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<RecordingFile> files,
        @Nullable String failure,
        Instant firstSeenAt,
        Instant changedAt) {

    public TranscriptionEntry {
        Check.notNull("provider", provider);
        Check.notNull("transcription", transcription);
        Check.notNull("call", call);
        Check.notNull("status", status);
        files = Check.listOf("files", files);
        Check.notNull("firstSeenAt", firstSeenAt);
        Check.notNull("changedAt", changedAt);
    }

    /** Returns a new builder of an entry of a transcription. */
    public static Builder builder(
            ProviderId provider, TranscriptionId transcription, CallId call, Instant firstSeenAt) {
        return new Builder(provider, transcription, call, firstSeenAt);
    }

    /** Returns a builder with the values of this entry. */
    public Builder toBuilder() {
        Builder builder = new Builder(provider, transcription, call, firstSeenAt);
        builder.sessionId = sessionId;
        builder.status = status;
        builder.startedAt = startedAt;
        builder.endedAt = endedAt;
        builder.files = files;
        builder.failure = failure;
        builder.changedAt = changedAt;
        return builder;
    }

    /** Returns an id that is derived from the key of the entry: 32 hexadecimal digits. */
    public String id() {
        return EntryId.of(provider, transcription);
    }

    /** Builds an entry of a transcription, for implementations of {@link HistoryStorage} and for tests. Not thread-safe. */
    public static final class Builder {

        private final ProviderId provider;
        private final TranscriptionId transcription;
        private final CallId call;
        private Instant firstSeenAt;
        private @Nullable String sessionId;
        private TranscriptionStatus status = TranscriptionStatus.UNKNOWN;
        private @Nullable Instant startedAt;
        private @Nullable Instant endedAt;
        private List<RecordingFile> files = List.of();
        private @Nullable String failure;
        private Instant changedAt = Instant.EPOCH;

        private Builder(ProviderId provider, TranscriptionId transcription, CallId call, Instant firstSeenAt) {
            this.provider = Check.notNull("provider", provider);
            this.transcription = Check.notNull("transcription", transcription);
            this.call = Check.notNull("call", call);
            this.firstSeenAt = Check.notNull("firstSeenAt", firstSeenAt);
        }

        /** Sets the transcribed session; null if not reported. */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId;
            return this;
        }

        /** Sets the state. */
        public Builder status(TranscriptionStatus status) {
            this.status = Check.notNull("status", status);
            return this;
        }

        /** Sets the start; null before it. */
        public Builder startedAt(@Nullable Instant startedAt) {
            this.startedAt = startedAt;
            return this;
        }

        /** Sets the end; null before it. */
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

        /** Sets the time of the first event of the transcription. */
        public Builder firstSeenAt(Instant firstSeenAt) {
            this.firstSeenAt = Check.notNull("firstSeenAt", firstSeenAt);
            return this;
        }

        /** Sets the time of the last change of the entry, by the clock of the application. */
        public Builder changedAt(Instant changedAt) {
            this.changedAt = Check.notNull("changedAt", changedAt);
            return this;
        }

        /** Returns the entry. */
        public TranscriptionEntry build() {
            return new TranscriptionEntry(
                    provider,
                    transcription,
                    call,
                    sessionId,
                    status,
                    startedAt,
                    endedAt,
                    files,
                    failure,
                    firstSeenAt,
                    changedAt);
        }
    }
}

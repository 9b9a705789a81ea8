package io.videoprovider.backstage;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.recording.RecordingKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recordings and broadcasts that start when a call goes live, with the settings of the call. Immutable and thread-safe.
 *
 * <pre>{@code
 * GoLiveOptions.builder().hls().record(RecordingKind.COMPOSITE).build()
 * }</pre>
 */
public final class GoLiveOptions {

    private static final GoLiveOptions NONE = builder().build();

    private final boolean hls;
    private final Set<RecordingKind> recordings;
    private final @Nullable String recordingStorage;
    private final boolean transcription;
    private final @Nullable String transcriptionStorage;
    private final boolean captions;

    private GoLiveOptions(Builder builder) {
        this.hls = builder.hls;
        this.recordings = Collections.unmodifiableSet(
                builder.recordings.isEmpty()
                        ? EnumSet.noneOf(RecordingKind.class)
                        : EnumSet.copyOf(builder.recordings));
        this.recordingStorage = builder.recordingStorage;
        this.transcription = builder.transcription;
        this.transcriptionStorage = builder.transcriptionStorage;
        this.captions = builder.captions;
        for (RecordingKind kind : recordings) {
            if (kind != RecordingKind.COMPOSITE && kind != RecordingKind.INDIVIDUAL && kind != RecordingKind.RAW) {
                throw new InvalidRequestException("recordings", "must be COMPOSITE, INDIVIDUAL or RAW, was " + kind);
            }
        }
        if (recordingStorage != null) {
            Check.id("recordingStorage", recordingStorage, 256);
            if (recordings.isEmpty()) {
                throw new InvalidRequestException("recordingStorage", "must not be set without a recording");
            }
        }
        if (transcriptionStorage != null) {
            Check.id("transcriptionStorage", transcriptionStorage, 256);
            if (!transcription) {
                throw new InvalidRequestException("transcriptionStorage", "must not be set without a transcription");
            }
        }
    }

    /** Returns a new builder, which starts nothing. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns options that start nothing. */
    public static GoLiveOptions none() {
        return NONE;
    }

    /** Returns whether an HLS broadcast starts. */
    public boolean hls() {
        return hls;
    }

    /** Returns the recordings that start; empty for none. */
    public Set<RecordingKind> recordings() {
        return recordings;
    }

    /** Returns the name of the storage of the recordings; null for the provider's own. */
    public @Nullable String recordingStorage() {
        return recordingStorage;
    }

    /** Returns whether a transcription starts. */
    public boolean transcription() {
        return transcription;
    }

    /** Returns the name of the storage of the transcription; null for the provider's own. */
    public @Nullable String transcriptionStorage() {
        return transcriptionStorage;
    }

    /** Returns whether captions start. */
    public boolean captions() {
        return captions;
    }

    @Override
    public String toString() {
        return "GoLiveOptions[hls=" + hls + ", recordings=" + recordings + ", recordingStorage=" + recordingStorage
                + ", transcription=" + transcription + ", transcriptionStorage=" + transcriptionStorage + ", captions="
                + captions + "]";
    }

    /** Builds {@link GoLiveOptions}. Not thread-safe. */
    public static final class Builder {

        private boolean hls;
        private final Set<RecordingKind> recordings = EnumSet.noneOf(RecordingKind.class);
        private @Nullable String recordingStorage;
        private boolean transcription;
        private @Nullable String transcriptionStorage;
        private boolean captions;

        private Builder() {}

        /** Starts an HLS broadcast. */
        public Builder hls() {
            this.hls = true;
            return this;
        }

        /** Starts a recording: {@code COMPOSITE}, {@code INDIVIDUAL} or {@code RAW}. May be called for several kinds. */
        public Builder record(RecordingKind kind) {
            recordings.add(Check.notNull("kind", kind));
            return this;
        }

        /** Sets the storage of the recordings, by the name under which it is configured at the provider; null for the provider's own. */
        public Builder recordingStorage(@Nullable String name) {
            this.recordingStorage = name;
            return this;
        }

        /** Starts a transcription. */
        public Builder transcription() {
            this.transcription = true;
            return this;
        }

        /** Sets the storage of the transcription, by the name under which it is configured at the provider; null for the provider's own. */
        public Builder transcriptionStorage(@Nullable String name) {
            this.transcriptionStorage = name;
            return this;
        }

        /** Starts captions. */
        public Builder captions() {
            this.captions = true;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws InvalidRequestException if a value is outside of its limits, or a storage is set for something that does not start
         */
        public GoLiveOptions build() {
            return new GoLiveOptions(this);
        }
    }
}

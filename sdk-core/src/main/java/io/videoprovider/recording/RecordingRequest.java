package io.videoprovider.recording;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a recording, such as {@code RecordingRequest.composite().layout(Layout.GRID).build()}. Immutable and thread-safe.
 */
public final class RecordingRequest {

    private final RecordingKind kind;
    private final @Nullable String target;
    private final boolean audioOnly;
    private final @Nullable Layout layout;
    private final @Nullable Quality quality;
    private final Storage storage;
    private final @Nullable String path;
    private final @Nullable RecordingFormat format;

    private RecordingRequest(Builder builder) {
        this.kind = builder.kind;
        this.target = builder.target;
        this.audioOnly = builder.audioOnly;
        this.layout = builder.layout;
        this.quality = builder.quality;
        this.storage = builder.storage.requireComplete();
        this.path = builder.path;
        this.format = builder.format;
        if (kind == RecordingKind.PARTICIPANT || kind == RecordingKind.TRACK) {
            Check.id(kind == RecordingKind.TRACK ? "trackId" : "userId", target, 256);
        }
        if (layout != null && kind != RecordingKind.COMPOSITE) {
            throw new InvalidRequestException("layout", "must be set for a composite recording only");
        }
        if (layout != null && audioOnly) {
            throw new InvalidRequestException("layout", "cannot be combined with audioOnly");
        }
        if (quality != null && audioOnly) {
            throw new InvalidRequestException("quality", "cannot be combined with audioOnly");
        }
        if (quality != null && (kind == RecordingKind.TRACK || kind == RecordingKind.RAW)) {
            throw new InvalidRequestException("quality", "must not be set for " + kind + ", which is not transcoded");
        }
        if (audioOnly && kind == RecordingKind.TRACK) {
            throw new InvalidRequestException(
                    "audioOnly", "must not be set for a track, which is either audio or video");
        }
        if (format != null && kind != RecordingKind.COMPOSITE && kind != RecordingKind.PARTICIPANT) {
            throw new InvalidRequestException("format", "must be set for a composite or participant recording only");
        }
        if (format != null && format != RecordingFormat.MP4 && !audioOnly) {
            throw new InvalidRequestException("format", "must be MP4 for video; set audioOnly for " + format);
        }
        if (path != null) {
            Check.atMost("path", Check.text("path", path), 1024);
        }
    }

    /** Returns a new builder of a recording of the whole call in one picture. */
    public static Builder composite() {
        return new Builder(RecordingKind.COMPOSITE, null);
    }

    /** Returns a new builder of a recording of one participant. */
    public static Builder participant(String userId) {
        return new Builder(RecordingKind.PARTICIPANT, Check.notNull("userId", userId));
    }

    /** Returns a new builder of a recording of one track. */
    public static Builder track(String trackId) {
        return new Builder(RecordingKind.TRACK, Check.notNull("trackId", trackId));
    }

    /** Returns a new builder of a recording of every participant, each in separate files. */
    public static Builder individual() {
        return new Builder(RecordingKind.INDIVIDUAL, null);
    }

    /** Returns a new builder of a recording of the received media, without transcoding. */
    public static Builder raw() {
        return new Builder(RecordingKind.RAW, null);
    }

    /** Returns what is recorded. */
    public RecordingKind kind() {
        return kind;
    }

    /**
     * Returns the user id for {@link RecordingKind#PARTICIPANT}, the track id for {@link RecordingKind#TRACK}; null for other kinds.
     */
    public @Nullable String target() {
        return target;
    }

    /** Returns whether only audio is recorded. */
    public boolean audioOnly() {
        return audioOnly;
    }

    /** Returns the layout of a composite recording; null for the provider's default. */
    public @Nullable Layout layout() {
        return layout;
    }

    /** Returns the size of the picture; null for the provider's default. */
    public @Nullable Quality quality() {
        return quality;
    }

    /** Returns where the files are written; {@link Storage#providerDefault()} unless set. */
    public Storage storage() {
        return storage;
    }

    /** Returns the name of the file, in the vendor's template language; null for the SDK's default. */
    public @Nullable String path() {
        return path;
    }

    /** Returns the format of the file; null for the provider's default. */
    public @Nullable RecordingFormat format() {
        return format;
    }

    /** Shows no secret: the storage masks its own. */
    @Override
    public String toString() {
        return "RecordingRequest[kind=" + kind + ", target=" + target + ", audioOnly=" + audioOnly + ", layout="
                + layout + ", quality=" + quality + ", storage=" + storage + ", path=" + path + ", format=" + format
                + "]";
    }

    /** Builds a {@link RecordingRequest}. Not thread-safe. */
    public static final class Builder {

        private final RecordingKind kind;
        private final @Nullable String target;
        private boolean audioOnly;
        private @Nullable Layout layout;
        private @Nullable Quality quality;
        private Storage storage = Storage.providerDefault();
        private @Nullable String path;
        private @Nullable RecordingFormat format;

        private Builder(RecordingKind kind, @Nullable String target) {
            this.kind = kind;
            this.target = target;
        }

        /** Records audio only. */
        public Builder audioOnly() {
            this.audioOnly = true;
            return this;
        }

        /** Sets the layout of a composite recording; null for the provider's default. */
        public Builder layout(@Nullable Layout layout) {
            this.layout = layout;
            return this;
        }

        /** Sets the size of the picture; null for the provider's default. */
        public Builder quality(@Nullable Quality quality) {
            this.quality = quality;
            return this;
        }

        /** Sets where the files are written. */
        public Builder storage(Storage storage) {
            this.storage = Check.notNull("storage", storage);
            return this;
        }

        /**
         * Sets the name of the file, 1 to 1024 characters in the vendor's template language; null for the SDK's default. LiveKit:
         * {@code rec/{room_name}-{time}.mp4}.
         */
        public Builder path(@Nullable String path) {
            this.path = path;
            return this;
        }

        /** Sets the format of the file; null for the provider's default. OGG and MP3 need {@link #audioOnly}. */
        public Builder format(@Nullable RecordingFormat format) {
            this.format = format;
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws InvalidRequestException if a value is outside of its limits, or two values exclude each other
         */
        public RecordingRequest build() {
            return new RecordingRequest(this);
        }
    }
}

package io.videoprovider.recording;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * What to record, and how. Immutable; {@code RecordingRequest.composite().layout(Layout.GRID).build()}.
 *
 * @param kind what to take in
 * @param target whom or what: the user id for {@link RecordingKind#PARTICIPANT}, the track id for
 *     {@link RecordingKind#TRACK}; null for the others
 * @param audioOnly whether to leave the picture out
 * @param layout of a composite; null for the provider's own
 * @param quality of the picture; null for the provider's own
 * @param storage where the files go
 * @param path what the file is called there, in the vendor's own template language; null for the SDK's choice
 */
public record RecordingRequest(
        RecordingKind kind,
        @Nullable String target,
        boolean audioOnly,
        @Nullable Layout layout,
        @Nullable Quality quality,
        Storage storage,
        @Nullable String path) {

    public RecordingRequest {
        Check.notNull("kind", kind);
        Check.notNull("storage", storage);
        if (kind == RecordingKind.PARTICIPANT || kind == RecordingKind.TRACK) {
            Check.id(kind == RecordingKind.TRACK ? "trackId" : "userId", target, 256);
        } else if (target != null) {
            throw new InvalidRequestException("target", "is for one participant or one track only");
        }
        if (layout != null && kind != RecordingKind.COMPOSITE) {
            throw new InvalidRequestException("layout", "is for a composite recording only");
        }
        if (layout != null && audioOnly) {
            throw new InvalidRequestException("layout", "has no meaning without a picture");
        }
        if (quality != null && audioOnly) {
            throw new InvalidRequestException("quality", "is that of a picture, and there is none");
        }
        if (quality != null && (kind == RecordingKind.TRACK || kind == RecordingKind.RAW)) {
            throw new InvalidRequestException("quality", "cannot be chosen: the media is taken as it is");
        }
        if (audioOnly && kind == RecordingKind.TRACK) {
            throw new InvalidRequestException("audioOnly", "is not for a track, which is one or the other");
        }
        if (path != null) {
            Check.atMost("path", Check.text("path", path), 1024);
        }
    }

    /** The whole call, laid out in one picture. */
    public static Builder composite() {
        return new Builder(RecordingKind.COMPOSITE, null);
    }

    /** One participant. */
    public static Builder participant(String userId) {
        return new Builder(RecordingKind.PARTICIPANT, userId);
    }

    /** One track. */
    public static Builder track(String trackId) {
        return new Builder(RecordingKind.TRACK, trackId);
    }

    /** Every participant, each in files of their own. */
    public static Builder individual() {
        return new Builder(RecordingKind.INDIVIDUAL, null);
    }

    /** Everything as it came over the wire. */
    public static Builder raw() {
        return new Builder(RecordingKind.RAW, null);
    }

    /** Builds a request. Not thread-safe. */
    public static final class Builder {

        private final RecordingKind kind;
        private final @Nullable String target;
        private boolean audioOnly;
        private @Nullable Layout layout;
        private @Nullable Quality quality;
        private Storage storage = Storage.providerDefault();
        private @Nullable String path;

        private Builder(RecordingKind kind, @Nullable String target) {
            this.kind = kind;
            this.target = target;
        }

        /** Without the picture. */
        public Builder audioOnly() {
            this.audioOnly = true;
            return this;
        }

        /** How to lay out the participants. */
        public Builder layout(Layout layout) {
            this.layout = layout;
            return this;
        }

        /** The size of the picture. */
        public Builder quality(Quality quality) {
            this.quality = quality;
            return this;
        }

        /** Where the files go. */
        public Builder storage(Storage storage) {
            this.storage = storage;
            return this;
        }

        /** What the file is called, in the vendor's own template language; LiveKit: {@code rec/{room_name}-{time}.mp4}. */
        public Builder path(String path) {
            this.path = path;
            return this;
        }

        /**
         * The request.
         *
         * @throws InvalidRequestException if a value breaks its limit, or does not go with the others
         */
        public RecordingRequest build() {
            return new RecordingRequest(kind, target, audioOnly, layout, quality, storage, path);
        }
    }
}

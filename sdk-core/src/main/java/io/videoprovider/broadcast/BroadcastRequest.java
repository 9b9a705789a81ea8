package io.videoprovider.broadcast;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a broadcast, which shows the whole call in one picture. Immutable and thread-safe.
 *
 * <pre>{@code
 * BroadcastRequest.push(BroadcastDestination.rtmp(url, key)).layout(Layout.SPEAKER).build()
 * }</pre>
 */
public final class BroadcastRequest {

    private final BroadcastKind kind;
    private final List<BroadcastDestination> destinations;
    private final @Nullable Layout layout;
    private final @Nullable Quality quality;
    private final Storage storage;
    private final @Nullable Integer videoBitrate;
    private final @Nullable Integer frameRate;

    private BroadcastRequest(Builder builder) {
        this.kind = builder.kind;
        this.destinations = List.copyOf(builder.destinations);
        this.layout = builder.layout;
        this.quality = builder.quality;
        this.storage = builder.storage.requireComplete();
        this.videoBitrate = builder.videoBitrate;
        this.frameRate = builder.frameRate;
        if (videoBitrate != null) {
            Check.between("videoBitrate", videoBitrate, 50, 100_000);
        }
        if (frameRate != null) {
            Check.between("frameRate", frameRate, 1, 120);
        }
        if (kind == BroadcastKind.HLS && !destinations.isEmpty()) {
            throw new InvalidRequestException("destinations", "must not be set for HLS; use push(destination)");
        }
        if (destinations.stream().map(BroadcastDestination::bySrt).distinct().count() > 1) {
            throw new InvalidRequestException(
                    "destinations", "must not mix RTMP and SRT; start one broadcast for each protocol");
        }
        if (new HashSet<>(destinations).size() < destinations.size()) {
            throw new InvalidRequestException("destinations", "must not contain the same server twice");
        }
        if (kind == BroadcastKind.PUSH && !(storage instanceof Storage.ProviderDefault)) {
            throw new InvalidRequestException(
                    "storage", "must not be set for a pushed broadcast, which writes no files");
        }
    }

    /** Returns a new builder of an HLS broadcast. */
    public static Builder hls() {
        return new Builder(BroadcastKind.HLS);
    }

    /** Returns a new builder of a broadcast that is pushed to a server; {@link Builder#destination} adds more servers. */
    public static Builder push(BroadcastDestination destination) {
        return new Builder(BroadcastKind.PUSH).destination(destination);
    }

    /** Returns whether the broadcast is HLS or pushed. */
    public BroadcastKind kind() {
        return kind;
    }

    /** Returns the servers to push to, all of the same protocol; empty for HLS. */
    public List<BroadcastDestination> destinations() {
        return destinations;
    }

    /** Returns the layout of the picture; null for the provider's default. */
    public @Nullable Layout layout() {
        return layout;
    }

    /** Returns the size of the picture; null for the provider's default. */
    public @Nullable Quality quality() {
        return quality;
    }

    /** Returns where the playlist and the segments of HLS are written; {@link Storage#providerDefault()} unless set. */
    public Storage storage() {
        return storage;
    }

    /** Returns the bitrate of the video in kbit/s; null for the provider's default. */
    public @Nullable Integer videoBitrate() {
        return videoBitrate;
    }

    /** Returns the frames per second; null for the provider's default. */
    public @Nullable Integer frameRate() {
        return frameRate;
    }

    /** Shows no secret: destinations and storage mask theirs. */
    @Override
    public String toString() {
        return "BroadcastRequest[kind=" + kind + ", destinations=" + destinations + ", layout=" + layout + ", quality="
                + quality + ", storage=" + storage + ", videoBitrate=" + videoBitrate + ", frameRate=" + frameRate
                + "]";
    }

    /** Builds a {@link BroadcastRequest}. Not thread-safe. */
    public static final class Builder {

        private final BroadcastKind kind;
        private final List<BroadcastDestination> destinations = new ArrayList<>();
        private @Nullable Layout layout;
        private @Nullable Quality quality;
        private Storage storage = Storage.providerDefault();
        private @Nullable Integer videoBitrate;
        private @Nullable Integer frameRate;

        private Builder(BroadcastKind kind) {
            this.kind = kind;
        }

        /** Adds a server to push to. All servers of a broadcast must use the same protocol. */
        public Builder destination(BroadcastDestination destination) {
            destinations.add(Check.notNull("destination", destination));
            return this;
        }

        /** Sets the layout of the picture; null for the provider's default. */
        public Builder layout(@Nullable Layout layout) {
            this.layout = layout;
            return this;
        }

        /** Sets the size of the picture; null for the provider's default. */
        public Builder quality(@Nullable Quality quality) {
            this.quality = quality;
            return this;
        }

        /** Sets where the playlist and the segments of HLS are written. */
        public Builder storage(Storage storage) {
            this.storage = Check.notNull("storage", storage);
            return this;
        }

        /** Sets the bitrate of the video, from 50 to 100 000 kbit/s; null for the provider's default. */
        public Builder videoBitrate(@Nullable Integer kilobitsPerSecond) {
            this.videoBitrate = kilobitsPerSecond;
            return this;
        }

        /** Sets the frames per second, from 1 to 120; null for the provider's default. */
        public Builder frameRate(@Nullable Integer framesPerSecond) {
            this.frameRate = framesPerSecond;
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws InvalidRequestException if two values exclude each other
         */
        public BroadcastRequest build() {
            return new BroadcastRequest(this);
        }
    }
}

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
 * How to broadcast a call, all of it in one picture. Immutable;
 * {@code BroadcastRequest.push(BroadcastDestination.rtmp(url, key)).layout(Layout.SPEAKER).build()}.
 *
 * @param kind how it gets to who watches
 * @param destinations where it is pushed, all by the same protocol; none for HLS
 * @param layout of the picture; null for the provider's own
 * @param quality of the picture; null for the provider's own
 * @param storage where playlist and segments of HLS go; {@link Storage#providerDefault()} where the provider serves them
 */
public record BroadcastRequest(
        BroadcastKind kind,
        List<BroadcastDestination> destinations,
        @Nullable Layout layout,
        @Nullable Quality quality,
        Storage storage) {

    public BroadcastRequest {
        Check.notNull("kind", kind);
        Check.notNull("storage", storage);
        destinations = List.copyOf(destinations);
        if (destinations.isEmpty() == (kind == BroadcastKind.PUSH)) {
            throw new InvalidRequestException("destinations", "are for what is pushed, and it needs one");
        }
        if (destinations.stream().map(BroadcastDestination::bySrt).distinct().count() > 1) {
            throw new InvalidRequestException("destinations", "mix RTMP and SRT; start a broadcast of each");
        }
        if (new HashSet<>(destinations).size() < destinations.size()) {
            throw new InvalidRequestException("destinations", "name the same server twice");
        }
        if (kind == BroadcastKind.PUSH && !(storage instanceof Storage.ProviderDefault)) {
            throw new InvalidRequestException("storage", "is for HLS; what is pushed leaves no files");
        }
    }

    /** As HLS. */
    public static Builder hls() {
        return new Builder(BroadcastKind.HLS);
    }

    /** Pushed to another server; {@link Builder#destination} adds more. */
    public static Builder push(BroadcastDestination destination) {
        return new Builder(BroadcastKind.PUSH).destination(destination);
    }

    /** Builds a request. Not thread-safe. */
    public static final class Builder {

        private final BroadcastKind kind;
        private final List<BroadcastDestination> destinations = new ArrayList<>();
        private @Nullable Layout layout;
        private @Nullable Quality quality;
        private Storage storage = Storage.providerDefault();

        private Builder(BroadcastKind kind) {
            this.kind = kind;
        }

        /** Pushes it there too. */
        public Builder destination(BroadcastDestination destination) {
            destinations.add(Check.notNull("destination", destination));
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

        /** Where playlist and segments of HLS go. */
        public Builder storage(Storage storage) {
            this.storage = storage;
            return this;
        }

        /**
         * The request.
         *
         * @throws InvalidRequestException if a value does not go with the others
         */
        public BroadcastRequest build() {
            return new BroadcastRequest(kind, destinations, layout, quality, storage);
        }
    }
}

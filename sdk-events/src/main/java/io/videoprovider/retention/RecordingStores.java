package io.videoprovider.retention;

import io.videoprovider.VideoProvider;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capability;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.Recordings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The places in which files of recordings are: stores of the application, and providers that host files themselves. A file is in the first
 * store of its provider that {@linkplain RecordingStore#accepts accepts} its location; other files are at the provider. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * RecordingStores.builder().store(livekit.id(), s3).hostedBy(stream).build()
 * }</pre>
 */
public final class RecordingStores {

    private final Map<ProviderId, VideoProvider> providers;
    private final Map<ProviderId, List<RecordingStore>> stores;

    private RecordingStores(Builder builder) {
        this.providers = Map.copyOf(builder.providers);
        Map<ProviderId, List<RecordingStore>> copy = new HashMap<>();
        builder.stores.forEach((provider, list) -> copy.put(provider, List.copyOf(list)));
        this.stores = Map.copyOf(copy);
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    private Optional<RecordingStore> storeOf(RecordingEntry recording, String location) {
        return stores.getOrDefault(recording.provider(), List.of()).stream()
                .filter(store -> store.accepts(location))
                .findFirst();
    }

    /** Deletes all files of a recording. Files that no longer exist count as deleted. */
    void delete(RecordingEntry recording) {
        boolean hosted = recording.files().stream().allMatch(file -> file.location() == null);
        for (RecordingFile file : recording.files()) {
            String location = file.location();
            if (location != null) {
                Optional<RecordingStore> store = storeOf(recording, location);
                store.ifPresent(found -> found.delete(location));
                hosted |= store.isEmpty();
            }
        }
        if (hosted) {
            deleteHosted(recording);
        }
    }

    private void deleteHosted(RecordingEntry recording) {
        Recordings recordings = hostOf(recording).recordings();
        try {
            // The provider deletes all files that it lists.
            if (recording.endedBefore(recordings.get(recording.recording()))) {
                throw new ConflictException(
                        "recording " + recording.recording()
                                + " has a file of a later run, which the history does not have yet",
                        ErrorDetails.at(recording.provider()),
                        null);
            }
            recordings.delete(recording.recording());
        } catch (NotFoundException missing) {
            if (stillListed(recordings, recording)) {
                throw missing;
            }
        }
    }

    /** A provider that lists a file that it cannot delete does not host it. */
    private static boolean stillListed(Recordings recordings, RecordingEntry recording) {
        try {
            return !recordings.get(recording.recording()).files().isEmpty();
        } catch (NotFoundException gone) {
            return false;
        }
    }

    private VideoProvider hostOf(RecordingEntry recording) {
        VideoProvider provider = providers.get(recording.provider());
        if (provider == null) {
            throw new UnsupportedFeatureException(
                    recording.provider(),
                    "no RecordingStore accepts the files of recording " + recording.recording()
                            + "; add one to RecordingStores");
        }
        return provider;
    }

    /** Creates a link to a file of a recording. */
    RecordingLink link(RecordingEntry recording, LinkRequest request, Instant now) {
        RecordingFile file = file(available(recording), request, recording.provider());
        String location = file.location();
        Optional<RecordingStore> store = location == null ? Optional.empty() : storeOf(recording, location);
        if (store.isEmpty()) {
            return hostedLink(recording, file, request);
        }
        StoredFile stored = store.get()
                .head(Objects.requireNonNull(location))
                .orElseThrow(() -> notFound("the file does not exist in its store", recording.provider()));
        return new RecordingLink(
                store.get().link(location, request), file.name(), stored.bytes(), now.plus(request.validity()));
    }

    /** Omits deleted files, which have no location. A provider that hosts files may report none of the locations. */
    private static List<RecordingFile> available(RecordingEntry recording) {
        List<RecordingFile> available = recording.files().stream()
                .filter(file -> file.location() != null)
                .toList();
        return available.isEmpty() ? recording.files() : available;
    }

    private static RecordingFile file(List<RecordingFile> files, LinkRequest request, ProviderId provider) {
        if (request.file() != null) {
            return files.stream()
                    .filter(file -> file.name().equals(request.file()))
                    .findFirst()
                    .orElseThrow(() -> notFound("the recording has no file of this name", provider));
        }
        if (files.size() > 1) {
            throw new InvalidRequestException(
                    "file", "must be the name of one of the " + files.size() + " files of the recording");
        }
        return files.stream().findFirst().orElseThrow(() -> notFound("the recording has no files", provider));
    }

    /** The history has no signatures, which expire: the provider reports a location with a new one. */
    private RecordingLink hostedLink(RecordingEntry recording, RecordingFile known, LinkRequest request) {
        VideoProvider provider = hostOf(recording);
        if (request.needsStore()) {
            throw new UnsupportedFeatureException(
                    recording.provider(),
                    "hosts the file, and its links support no validity, contentType and downloadName");
        }
        RecordingFile file = provider.recordings().get(recording.recording()).files().stream()
                .filter(each -> each.name().equals(known.name()))
                .findFirst()
                .orElseThrow(() -> notFound("the provider no longer has the file", recording.provider()));
        return new RecordingLink(
                url(file.location(), recording.provider()), file.name(), file.bytes(), /* expiresAt= */ null);
    }

    private static URI url(@Nullable String location, ProviderId provider) {
        try {
            if (location != null && location.matches("https?://.+")) {
                return new URI(location);
            }
        } catch (URISyntaxException e) {
            // The message would contain the location.
        }
        throw new UnsupportedFeatureException(
                provider, "reports no URL for the file; add a RecordingStore to RecordingStores");
    }

    private static NotFoundException notFound(String problem, ProviderId provider) {
        return new NotFoundException(problem, ErrorDetails.at(provider), null);
    }

    /** Builds {@link RecordingStores}. Not thread-safe. */
    public static final class Builder {

        private final Map<ProviderId, VideoProvider> providers = new HashMap<>();
        private final Map<ProviderId, List<RecordingStore>> stores = new HashMap<>();

        private Builder() {}

        /**
         * Adds a store of the application. A provider may have several.
         *
         * @param provider the provider that writes files into the store
         */
        public Builder store(ProviderId provider, RecordingStore store) {
            stores.computeIfAbsent(Check.notNull("provider", provider), id -> new ArrayList<>())
                    .add(Check.notNull("store", store));
            return this;
        }

        /**
         * Adds a provider that hosts files itself, such as Stream.
         *
         * @throws UnsupportedFeatureException if the provider hosts no files ({@code Capability.RECORDING_DELETE})
         */
        public Builder hostedBy(VideoProvider provider) {
            Check.notNull("provider", provider)
                    .capabilities()
                    .require(Capability.RECORDING_DELETE, "hosting of files of recordings");
            providers.put(provider.id(), provider);
            return this;
        }

        /** Returns the places. */
        public RecordingStores build() {
            return new RecordingStores(this);
        }
    }
}

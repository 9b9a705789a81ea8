package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import java.util.List;

/**
 * Operations on the external storages of a Stream application, with Stream's names. Recordings and transcriptions name a storage, for
 * example {@code Storage.named("archive")}. {@link StreamClient#storages} returns it. Thread-safe.
 */
public final class StorageClient {

    private final StreamTransport transport;

    StorageClient(StreamTransport transport) {
        this.transport = transport;
    }

    /** {@code ListExternalStorage}: returns all storages of the application, at most ten, without credentials. */
    public List<StorageResponse> listExternalStorage() {
        Json storages =
                transport.call(StreamOperation.LIST_EXTERNAL_STORAGE, null).object("external_storages");
        return storages.asMap().keySet().stream()
                .map(storages::object)
                .map(StorageResponse::new)
                .toList();
    }

    /**
     * {@code CreateExternalStorage}. Does not verify the credentials: see {@link #checkExternalStorage}. Not repeated after a lost
     * response; {@link #listExternalStorage} shows whether it took effect.
     *
     * @throws InvalidRequestException if a storage with this name exists, or the application has ten storages
     */
    public void createExternalStorage(ExternalStorage storage) {
        transport.call(
                StreamOperation.CREATE_EXTERNAL_STORAGE,
                Check.notNull("storage", storage).body());
    }

    /**
     * {@code UpdateExternalStorage}: replaces the storage with this name, with its credentials.
     *
     * @throws NotFoundException if the storage does not exist
     */
    public StorageResponse updateExternalStorage(ExternalStorage storage) {
        Check.notNull("storage", storage);
        return new StorageResponse(
                transport.call(StreamOperation.UPDATE_EXTERNAL_STORAGE, storage.body(), storage.name()));
    }

    /**
     * {@code DeleteExternalStorage}. Keeps the files. Also succeeds if an earlier attempt deleted the storage and its response was
     * lost.
     *
     * @throws NotFoundException if the storage does not exist
     */
    public void deleteExternalStorage(String name) {
        transport.delete(
                StreamOperation.DELETE_EXTERNAL_STORAGE,
                transport.target(StreamOperation.DELETE_EXTERNAL_STORAGE, name).build());
    }

    /**
     * {@code CheckExternalStorage}: writes a small file to the storage.
     *
     * @return the URL of the file, which stays there
     * @throws NotFoundException if the storage does not exist
     * @throws InvalidRequestException if Stream cannot write to the storage
     */
    public String checkExternalStorage(String name) {
        return transport
                .call(StreamOperation.CHECK_EXTERNAL_STORAGE, null, name)
                .string("file_url");
    }

    /**
     * {@code ExternalStorageResponse}.
     *
     * @param raw all fields; Stream returns no credentials
     */
    public record StorageResponse(Json raw) {

        public StorageResponse {
            Check.notNull("raw", raw);
        }

        /** Returns the name of the storage in the application. */
        public String name() {
            return raw.string("name");
        }

        /** Returns {@code s3}, {@code gcs} or {@code abs}. */
        public String type() {
            return raw.string("type");
        }

        /** Returns the name of the bucket or container. */
        public String bucket() {
            return raw.string("bucket");
        }

        /** Returns the folder of the files in the bucket; empty for its root. */
        public String path() {
            return raw.string("path");
        }
    }
}

package io.videoprovider.retention;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.UnavailableException;
import java.net.URI;
import java.util.Optional;

/**
 * A storage of the application into which a provider writes files of recordings, such as a bucket. Implementations are thread-safe. {@code
 * io.videoprovider.retention.s3.S3RecordingStore} is one.
 *
 * <p>Locations are those that the provider reports: {@code RecordingFile.location()}. Methods that perform I/O throw {@link
 * PermissionDeniedException} if the credentials do not permit the operation, and {@link UnavailableException} if the storage fails.
 * Messages of exceptions contain no signature.
 */
public interface RecordingStore {

    /** Returns whether a location is in this store. Performs no I/O. */
    boolean accepts(String location);

    /**
     * Returns a file; empty if it does not exist.
     *
     * @throws InvalidRequestException if the location is not in this store; thrown before any I/O
     */
    Optional<StoredFile> head(String location);

    /**
     * Deletes a file. Does nothing if it does not exist.
     *
     * @throws InvalidRequestException if the location is not in this store; thrown before any I/O
     */
    void delete(String location);

    /**
     * Creates a time-limited link to a file, whether it exists or not. Performs no I/O.
     *
     * @throws InvalidRequestException if the location is not in this store
     */
    URI link(String location, LinkRequest request);
}

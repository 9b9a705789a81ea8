package io.videoprovider.retention;

import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A store of an application: a folder, whose locations begin with {@code folder/}. */
final class FolderStore implements RecordingStore {

    private final Path folder;
    private Runnable duringDeletion = () -> {};

    FolderStore(Path folder) {
        this.folder = folder;
    }

    /** Creates a file and returns its location. */
    String create(String name) {
        try {
            Files.writeString(folder.resolve(name), "video");
            return "folder/" + name;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets the deletion of a file fail: a folder with content cannot be deleted. */
    void protect(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        Files.createDirectory(folder.resolve(name));
        Files.writeString(folder.resolve(name).resolve("content"), "video");
    }

    void unprotect(String name) throws IOException {
        Files.delete(folder.resolve(name).resolve("content"));
    }

    /** Runs an action during each deletion. */
    void duringDeletion(Runnable action) {
        duringDeletion = action;
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    @Override
    public boolean accepts(String location) {
        return location.startsWith("folder/");
    }

    private Path path(String location) {
        if (!accepts(location)) {
            throw new InvalidRequestException("location", "must begin with folder/");
        }
        return folder.resolve(location.substring("folder/".length()));
    }

    @Override
    public Optional<StoredFile> head(String location) {
        try {
            Path path = path(location);
            return Files.exists(path) ? Optional.of(new StoredFile(Files.size(path))) : Optional.empty();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void delete(String location) {
        duringDeletion.run();
        try {
            Files.deleteIfExists(path(location));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static UnavailableException unavailable(IOException cause) {
        return new UnavailableException("the folder cannot be changed", ErrorDetails.none(), cause);
    }

    @Override
    public URI link(String location, LinkRequest request) {
        return URI.create(path(location).toUri() + "?signature=hunter2");
    }
}

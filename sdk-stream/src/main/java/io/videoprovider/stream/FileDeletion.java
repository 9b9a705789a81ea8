package io.videoprovider.stream;

import io.videoprovider.error.NotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Deletes the files of a recording or transcription, which Stream deletes one by one. */
final class FileDeletion {

    private FileDeletion() {}

    /**
     * Deletes all files that Stream hosts. A file that another request deleted at the same time is not an error.
     *
     * @param names the names of the files
     * @param delete deletes one file
     * @param listed returns the names of the files that Stream lists afterwards
     * @throws NotFoundException if Stream does not find a file and still lists it: it is in a storage of the application
     */
    static void delete(List<String> names, Consumer<String> delete, Supplier<? extends Collection<String>> listed) {
        List<String> missing = new ArrayList<>();
        NotFoundException failure = null;
        for (String name : names) {
            try {
                delete.accept(name);
            } catch (NotFoundException e) {
                missing.add(name);
                failure = e;
            }
        }
        if (failure != null && listed.get().stream().anyMatch(missing::contains)) {
            throw failure;
        }
    }
}

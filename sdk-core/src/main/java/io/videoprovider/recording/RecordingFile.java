package io.videoprovider.recording;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A file of a recording.
 *
 * @param name its name or path, as asked for
 * @param location where it is: a URL, or a path in the storage; null while it is not there
 * @param bytes its size; 0 while it is not known
 * @param duration how long it plays; zero while it is not known
 */
public record RecordingFile(
        String name,
        @Nullable String location,
        @Nullable Long bytes,
        @Nullable Duration duration) {

    /** Leaves out what follows the path of the location: vendors sign URLs, and whoever has one can watch. */
    @Override
    public String toString() {
        String place = location;
        if (place != null && place.indexOf('?') >= 0) {
            place = place.substring(0, place.indexOf('?')) + "?██";
        }
        return "RecordingFile[" + name + " at " + place + (bytes == null ? "" : ", " + bytes + " bytes")
                + (duration == null ? "" : ", " + duration) + "]";
    }
}

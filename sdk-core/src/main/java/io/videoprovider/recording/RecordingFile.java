package io.videoprovider.recording;

import io.videoprovider.error.Check;
import java.beans.Transient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A file of a recording. Immutable.
 *
 * @param name the name or path
 * @param location the URL, or the path in the storage; null if not available yet. A URL may contain a signature: {@link #toString}
 *     masks its query
 * @param bytes the size; null if not reported
 * @param duration the playing time; null if not reported
 */
public record RecordingFile(
        String name,
        @Nullable String location,
        @Nullable Long bytes,
        @Nullable Duration duration) {

    public RecordingFile {
        Check.notNull("name", name);
    }

    /** Returns the URL or path. Jackson omits it by default. */
    @Override
    @Transient
    public @Nullable String location() {
        return location;
    }

    /** Masks the query of the location, which may contain a signature. */
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

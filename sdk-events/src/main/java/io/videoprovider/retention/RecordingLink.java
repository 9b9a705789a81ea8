package io.videoprovider.retention;

import io.videoprovider.error.Check;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A link to a file of a recording. Everyone who has the link can download the file: send it to the viewer only. Immutable.
 *
 * @param url the URL with a signature; {@code toString} masks it
 * @param file the name of the file
 * @param bytes the size; null if not reported
 * @param expiresAt the end of the validity; null if only the provider knows it
 */
public record RecordingLink(
        URI url,
        String file,
        @Nullable Long bytes,
        @Nullable Instant expiresAt) {

    public RecordingLink {
        Check.notNull("url", url);
        Check.notNull("file", file);
    }

    /** Masks the URL. */
    @Override
    public String toString() {
        return "RecordingLink[" + file + ", expires at " + expiresAt + ", url=██]";
    }
}

package io.videoprovider.retention;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a link to a file of a recording. Immutable and thread-safe.
 *
 * <p>Files that the provider hosts have links of the provider, which supports neither a validity nor a content type nor a name for the
 * download: a request with one of them is rejected.
 */
public final class LinkRequest {

    private static final Duration MIN = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofDays(7);
    private static final Duration STANDARD = Duration.ofMinutes(15);

    private final @Nullable String file;
    private final @Nullable Duration validity;
    private final @Nullable String contentType;
    private final @Nullable String downloadName;

    private LinkRequest(Builder builder) {
        this.file = builder.file;
        this.validity = builder.validity;
        this.contentType = builder.contentType;
        this.downloadName = builder.downloadName;
    }

    /** Returns a request without options: for a recording with one file, to be played in the browser. */
    public static LinkRequest standard() {
        return builder().build();
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the name of the file; null for the only one. */
    public @Nullable String file() {
        return file;
    }

    /** Returns the time for which the link is valid: 15 minutes by default. */
    public Duration validity() {
        return validity == null ? STANDARD : validity;
    }

    /** Returns the content type of the response; null for that of the stored file. */
    public @Nullable String contentType() {
        return contentType;
    }

    /** Returns the name under which the browser saves the file; null if it is to be played. */
    public @Nullable String downloadName() {
        return downloadName;
    }

    /** Returns whether the request has an option that only a store supports. */
    boolean needsStore() {
        return validity != null || contentType != null || downloadName != null;
    }

    @Override
    public String toString() {
        return "LinkRequest[file=" + file + ", validity=" + validity() + ", contentType=" + contentType
                + ", downloadName=" + downloadName + "]";
    }

    /** Builds a {@link LinkRequest}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String file;
        private @Nullable Duration validity;
        private @Nullable String contentType;
        private @Nullable String downloadName;

        private Builder() {}

        /** Sets the name of the file, as in {@code RecordingFile.name()}; null for the only one. */
        public Builder file(@Nullable String file) {
            this.file = file == null ? null : Check.text("file", file);
            return this;
        }

        /** Sets the time for which the link is valid: 1 second to 7 days; 15 minutes by default. */
        public Builder validity(Duration validity) {
            this.validity = Check.between("validity", validity, MIN, MAX);
            return this;
        }

        /**
         * Sets the content type of the response, such as {@code video/mp4}; null for that of the stored file.
         *
         * @param contentType at most 256 visible ASCII characters and spaces
         */
        public Builder contentType(@Nullable String contentType) {
            if (contentType != null
                    && !Check.atMost("contentType", contentType, 256).matches("[ -~]+")) {
                throw new InvalidRequestException(
                        "contentType", "must have only visible ASCII characters and spaces, and at least one");
            }
            this.contentType = contentType;
            return this;
        }

        /**
         * Lets the browser save the file instead of playing it; null to play it.
         *
         * @param name the name of the saved file: at most 256 characters, without separators of paths
         */
        public Builder downloadName(@Nullable String name) {
            this.downloadName = name == null ? null : Check.id("downloadName", name, 256);
            return this;
        }

        /** Returns the request. */
        public LinkRequest build() {
            return new LinkRequest(this);
        }
    }
}

package io.videoprovider.transcription;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.recording.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a transcription, such as {@code TranscriptionRequest.builder().language("en").build()}. Immutable and thread-safe.
 */
public final class TranscriptionRequest {

    private final @Nullable String language;
    private final Storage storage;

    private TranscriptionRequest(Builder builder) {
        this.language = Language.check(builder.language);
        this.storage = builder.storage.requireComplete();
    }

    /** Returns a new builder, with the provider's default for everything. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the spoken language; null for the provider's default. */
    public @Nullable String language() {
        return language;
    }

    /** Returns where the files are written; {@link Storage#providerDefault()} unless set. */
    public Storage storage() {
        return storage;
    }

    /** Shows no secret: the storage masks its own. */
    @Override
    public String toString() {
        return "TranscriptionRequest[language=" + language + ", storage=" + storage + "]";
    }

    /** Builds a {@link TranscriptionRequest}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String language;
        private Storage storage = Storage.providerDefault();

        private Builder() {}

        /**
         * Sets the spoken language: a tag of at most 35 characters, such as {@code en}, or {@code auto} where the vendor detects it; null
         * for the provider's default. The vendor rejects a language that it does not support.
         */
        public Builder language(@Nullable String language) {
            this.language = language;
            return this;
        }

        /** Sets where the files are written. */
        public Builder storage(Storage storage) {
            this.storage = Check.notNull("storage", storage);
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws InvalidRequestException if the language is not a language tag, or the storage is incomplete
         */
        public TranscriptionRequest build() {
            return new TranscriptionRequest(this);
        }
    }
}

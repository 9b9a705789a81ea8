package io.videoprovider.transcription;

import io.videoprovider.error.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/** Parameters of live captions, such as {@code CaptionRequest.builder().language("en").build()}. Immutable and thread-safe. */
public final class CaptionRequest {

    private final @Nullable String language;

    private CaptionRequest(Builder builder) {
        this.language = Language.check(builder.language);
    }

    /** Returns a new builder, with the provider's default for everything. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the spoken language; null for the provider's default. */
    public @Nullable String language() {
        return language;
    }

    @Override
    public String toString() {
        return "CaptionRequest[language=" + language + "]";
    }

    /** Builds a {@link CaptionRequest}. Not thread-safe. */
    public static final class Builder {

        private @Nullable String language;

        private Builder() {}

        /**
         * Sets the spoken language: a tag of at most 35 characters, such as {@code en}, or {@code auto} where the vendor detects it; null
         * for the provider's default.
         */
        public Builder language(@Nullable String language) {
            this.language = language;
            return this;
        }

        /**
         * Builds the request.
         *
         * @throws InvalidRequestException if the language is not a language tag
         */
        public CaptionRequest build() {
            return new CaptionRequest(this);
        }
    }
}

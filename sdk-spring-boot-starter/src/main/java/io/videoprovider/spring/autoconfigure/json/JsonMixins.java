package io.videoprovider.spring.autoconfigure.json;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.videoprovider.common.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * Mix-ins that include properties which Jackson omits because their accessors are {@link java.beans.Transient}. Secrets are ignored
 * explicitly: a native image may not contain Jackson's support for that annotation.
 */
final class JsonMixins {

    private JsonMixins() {}

    interface WithRaw {

        @JsonIgnore(false)
        Json raw();
    }

    interface MaskedFailure {

        @JsonIgnore(false)
        @JsonSerialize(using = Secrets.Serializer.class)
        @Nullable
        String failure();
    }

    interface MaskedRecording extends WithRaw, MaskedFailure {}

    interface MaskedBroadcast extends WithRaw, MaskedFailure {

        @JsonIgnore(false)
        @JsonSerialize(using = Secrets.Serializer.class)
        @Nullable
        String playlistUrl();
    }

    interface FullBroadcast extends WithRaw {

        @JsonIgnore(false)
        @Nullable
        String playlistUrl();

        @JsonIgnore(false)
        @Nullable
        String failure();
    }

    interface MaskedIngress extends WithRaw {

        @JsonIgnore(false)
        @JsonSerialize(using = Secrets.Serializer.class)
        @Nullable
        String url();

        @JsonIgnore
        String streamKey();
    }

    interface FullIngress extends WithRaw {

        @JsonIgnore(false)
        @Nullable
        String url();

        @JsonIgnore(false)
        String streamKey();
    }

    interface MaskedRecordingFile {

        @JsonIgnore(false)
        @JsonSerialize(using = Secrets.Serializer.class)
        @Nullable
        String location();
    }

    interface FullRecordingFile {

        @JsonIgnore(false)
        @Nullable
        String location();
    }

    interface MaskedGcs {

        @JsonIgnore
        String credentialsJson();
    }

    interface FullGcs {

        @JsonIgnore(false)
        String credentialsJson();
    }

    interface MaskedAzure {

        @JsonIgnore
        String accountKey();
    }

    interface FullAzure {

        @JsonIgnore(false)
        String accountKey();
    }
}

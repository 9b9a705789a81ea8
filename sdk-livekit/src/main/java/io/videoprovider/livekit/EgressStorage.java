package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.recording.Storage;
import org.jspecify.annotations.Nullable;

/** Where an egress puts files, in LiveKit's words. */
final class EgressStorage {

    private EgressStorage() {}

    /** {@code livekit.StorageConfig}; null for the worker's own. */
    static @Nullable Json json(Storage storage) {
        Json.Builder json = Json.builder();
        putInto(json, storage);
        Json built = json.build();
        return built.asMap().isEmpty() ? null : built;
    }

    /** Into an output, as the older starts have it. */
    static void putInto(Json.Builder output, Storage storage) {
        if (storage instanceof Storage.S3 s3) {
            output.put(
                    "s3",
                    Json.builder()
                            .put("access_key", s3.accessKey())
                            .put("secret", s3.secretKey())
                            .put("session_token", s3.sessionToken())
                            .putIfNotEmpty("region", s3.region())
                            .put(
                                    "endpoint",
                                    s3.endpoint() == null ? null : s3.endpoint().toString())
                            .put("bucket", s3.bucket())
                            .put("force_path_style", s3.pathStyle())
                            .build());
        } else if (storage instanceof Storage.Gcs gcs) {
            output.put(
                    "gcp",
                    Json.builder()
                            .put("credentials", gcs.credentialsJson())
                            .put("bucket", gcs.bucket())
                            .build());
        } else if (storage instanceof Storage.Azure azure) {
            output.put(
                    "azure",
                    Json.builder()
                            .put("account_name", azure.accountName())
                            .put("account_key", azure.accountKey())
                            .put("container_name", azure.container())
                            .build());
        }
    }

    /** The bucket or container; {@code ""} for the worker's own. */
    static String bucket(Storage storage) {
        if (storage instanceof Storage.S3 s3) {
            return s3.bucket();
        }
        if (storage instanceof Storage.Gcs gcs) {
            return gcs.bucket();
        }
        return storage instanceof Storage.Azure azure ? azure.container() : "";
    }

    /** The bucket or container that an output or a storage names. */
    static String bucket(Json place) {
        return place.object("s3").string("bucket")
                + place.object("gcp").string("bucket")
                + place.object("azure").string("container_name");
    }
}

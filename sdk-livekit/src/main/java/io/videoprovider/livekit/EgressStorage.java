package io.videoprovider.livekit;

import io.videoprovider.common.Json;
import io.videoprovider.recording.Storage;

/** Writes {@code livekit.StorageConfig}. */
final class EgressStorage {

    private EgressStorage() {}

    /** Returns the storage; empty for the worker's own. */
    static Json json(Storage storage) {
        Json.Builder output = Json.builder();
        if (storage instanceof Storage.S3 s3) {
            output.put(
                    "s3",
                    Json.builder()
                            .put("access_key", s3.accessKey())
                            .put("secret", s3.secretKey())
                            .put("session_token", s3.sessionToken())
                            .put("region", s3.region())
                            .put(
                                    "endpoint",
                                    s3.endpoint() == null ? null : s3.endpoint().toString())
                            .put("bucket", s3.bucket())
                            .put("force_path_style", s3.usesPathStyle())
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
        return output.build();
    }

    /** Returns the bucket or container of a storage or an output; empty for the worker's own. */
    static String bucket(Json storage) {
        return storage.object("s3").string("bucket")
                + storage.object("gcp").string("bucket")
                + storage.object("azure").string("container_name");
    }
}

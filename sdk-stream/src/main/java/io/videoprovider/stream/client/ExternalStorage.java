package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.net.URI;

/**
 * A bucket of the application for recordings and transcriptions, with the credentials that Stream needs to write to it. {@link
 * #toString} omits the credentials. Immutable.
 *
 * <pre>{@code
 * ExternalStorage.s3("archive", "my-bucket", "eu-central-1").credentials("id", "secret").path("calls/").build()
 * }</pre>
 */
public final class ExternalStorage {

    private final String name;
    private final String bucket;
    private final Json body;

    private ExternalStorage(Builder builder) {
        this.name = builder.name;
        this.bucket = builder.bucket;
        this.body = builder.body.build();
    }

    /**
     * Returns a new builder for a bucket of Amazon S3, or of a service that speaks S3 with {@link S3Builder#endpoint}. Without {@link
     * S3Builder#credentials}, the policy of the bucket must permit Stream's role to write.
     *
     * @param name the name of the storage in the application, which must not begin with {@code stream-}
     * @param bucket the name of the bucket
     * @param region the region, such as {@code eu-central-1}
     */
    public static S3Builder s3(String name, String bucket, String region) {
        return new S3Builder(name, text("bucket", bucket), text("region", region));
    }

    /**
     * Returns a new builder for a bucket of Google Cloud Storage.
     *
     * @param name the name of the storage in the application, which must not begin with {@code stream-}
     * @param bucket the name of the bucket
     * @param credentialsJson the key of a service account, as JSON
     */
    public static Builder gcs(String name, String bucket, String credentialsJson) {
        Builder storage = new Builder(name, "gcs", text("bucket", bucket));
        storage.body.put("gcs_credentials", Check.text("credentialsJson", credentialsJson));
        return storage;
    }

    /**
     * Returns a new builder for a container of Azure Blob Storage, to which an application of Microsoft Entra ID has access.
     *
     * @param name the name of the storage in the application, which must not begin with {@code stream-}
     * @param container the name of the container
     * @param accountName the storage account
     * @param tenantId the tenant of the application
     * @param clientId the id of the application
     * @param clientSecret a secret of the application
     */
    public static Builder azure(
            String name, String container, String accountName, String tenantId, String clientId, String clientSecret) {
        Builder storage = new Builder(name, "abs", text("container", container));
        storage.body.put(
                "azure_blob",
                Json.builder()
                        .put("abs_account_name", text("accountName", accountName))
                        .put("abs_tenant_id", text("tenantId", tenantId))
                        .put("abs_client_id", text("clientId", clientId))
                        .put("abs_client_secret", Check.credential("clientSecret", clientSecret))
                        .build());
        return storage;
    }

    private static String text(String field, String value) {
        return Check.atMost(field, Check.text(field, value), 256);
    }

    /** Returns the name of the storage in the application. */
    public String name() {
        return name;
    }

    /** Returns the name of the bucket or container. */
    public String bucket() {
        return bucket;
    }

    /** Returns the request, with the credentials. */
    Json body() {
        return body;
    }

    @Override
    public String toString() {
        return "ExternalStorage[" + name + ", bucket=" + bucket + ", credentials=██]";
    }

    /** Builds an {@link ExternalStorage}. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private final String bucket;
        private final Json.Builder body = Json.builder();

        private Builder(String name, String type, String bucket) {
            this.name = Check.id("name", name, 256);
            if (name.startsWith("stream-")) {
                throw new InvalidRequestException("name", "must not begin with stream-, which Stream reserves");
            }
            this.bucket = bucket;
            body.put("name", name).put("storage_type", type).put("bucket", bucket);
        }

        /** Sets the folder of the files in the bucket; its root by default. */
        public Builder path(String path) {
            body.put("path", Check.atMost("path", path, 1024));
            return this;
        }

        /** Builds the storage. */
        public ExternalStorage build() {
            return new ExternalStorage(this);
        }
    }

    /** Builds an {@link ExternalStorage} in S3. Not thread-safe. */
    public static final class S3Builder {

        private final Builder storage;
        private final Json.Builder s3 = Json.builder();

        private S3Builder(String name, String bucket, String region) {
            storage = new Builder(name, "s3", bucket);
            s3.put("s3_region", region);
        }

        /**
         * Sets an access key.
         *
         * @param accessKey the id of the access key
         * @param secretKey the secret access key
         */
        public S3Builder credentials(String accessKey, String secretKey) {
            s3.put("s3_api_key", Check.credential("accessKey", accessKey))
                    .put("s3_secret", Check.credential("secretKey", secretKey));
            return this;
        }

        /**
         * Sets the address of a service other than Amazon's.
         *
         * @param endpoint a URL of http or https, at most 2048 characters
         */
        public S3Builder endpoint(URI endpoint) {
            s3.put("s3_custom_endpoint_url", Check.webUrl("endpoint", endpoint).toString());
            return this;
        }

        /** Sets the folder of the files in the bucket; its root by default. */
        public S3Builder path(String path) {
            storage.path(path);
            return this;
        }

        /** Builds the storage. */
        public ExternalStorage build() {
            storage.body.put("aws_s3", s3.build());
            return storage.build();
        }
    }
}

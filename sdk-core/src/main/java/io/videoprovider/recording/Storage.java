package io.videoprovider.recording;

import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import java.beans.Transient;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The destination of the files of recordings and of HLS broadcasts. Immutable and thread-safe. {@code toString} masks all
 * secrets.
 *
 * <pre>{@code
 * Storage.s3("videos").region("eu-central-1").credentials("id", "secret")
 * }</pre>
 */
public sealed interface Storage {

    /** Returns the provider's default: its own hosting, or the storage that its recording service is configured with. */
    static Storage providerDefault() {
        return ProviderDefault.INSTANCE;
    }

    /**
     * Creates a reference to a storage that is configured at the provider.
     *
     * @param name the name of the storage at the provider, 1 to 256 characters
     */
    static Named named(String name) {
        return new Named(name);
    }

    /**
     * Creates a bucket of Amazon S3, or of another service that speaks S3 with {@link S3#endpoint}. A request accepts it once
     * {@link S3#credentials} are set.
     *
     * @param bucket the name of the bucket, 1 to 256 characters
     */
    static S3 s3(String bucket) {
        return new S3(name("bucket", bucket), null, null, null, null, null, false);
    }

    /**
     * Creates a bucket of Google Cloud Storage.
     *
     * @param bucket the name of the bucket, 1 to 256 characters
     * @param credentialsJson the key of a service account, as JSON
     */
    static Gcs gcs(String bucket, String credentialsJson) {
        return new Gcs(bucket, credentialsJson);
    }

    /**
     * Creates a container of Azure Blob Storage.
     *
     * @param accountName the storage account, 1 to 256 characters
     * @param accountKey the key of the account, not blank
     * @param container the name of the container, 1 to 256 characters
     */
    static Azure azure(String accountName, String accountKey, String container) {
        return new Azure(accountName, accountKey, container);
    }

    private static String name(String field, @Nullable String value) {
        return Check.atMost(field, Check.text(field, value), 256);
    }

    /**
     * Verifies that nothing required is missing. Requests call it when they are built.
     *
     * @return this storage
     * @throws InvalidRequestException if an S3 bucket has no credentials
     */
    default Storage requireComplete() {
        return this;
    }

    /** The provider's default storage. */
    final class ProviderDefault implements Storage {

        private static final ProviderDefault INSTANCE = new ProviderDefault();

        private ProviderDefault() {}

        @Override
        public String toString() {
            return "ProviderDefault";
        }
    }

    /**
     * A storage that is configured at the provider.
     *
     * @param name the name of the storage at the provider
     */
    record Named(String name) implements Storage {

        public Named {
            Check.id("storage name", name, 256);
        }
    }

    /** A bucket of Amazon S3 or of another service that speaks S3. Each method with a parameter returns a changed copy. */
    final class S3 implements Storage {

        private final String bucket;
        private final @Nullable String region;
        private final @Nullable String accessKey;
        private final @Nullable String secretKey;
        private final @Nullable String sessionToken;
        private final @Nullable URI endpoint;
        private final boolean pathStyle;

        private S3(
                String bucket,
                @Nullable String region,
                @Nullable String accessKey,
                @Nullable String secretKey,
                @Nullable String sessionToken,
                @Nullable URI endpoint,
                boolean pathStyle) {
            this.bucket = bucket;
            this.region = region;
            this.accessKey = accessKey;
            this.secretKey = secretKey;
            this.sessionToken = sessionToken;
            this.endpoint = endpoint;
            this.pathStyle = pathStyle;
        }

        /** Returns a copy with a region, such as {@code eu-central-1}; 1 to 256 characters. */
        public S3 region(String region) {
            return new S3(bucket, name("region", region), accessKey, secretKey, sessionToken, endpoint, pathStyle);
        }

        /**
         * Returns a copy with an access key.
         *
         * @param accessKey the id of the access key, by the rule of {@link Check#credential}
         * @param secretKey the secret access key, likewise
         */
        public S3 credentials(String accessKey, String secretKey) {
            return new S3(
                    bucket,
                    region,
                    Check.credential("accessKey", accessKey),
                    Check.credential("secretKey", secretKey),
                    sessionToken,
                    endpoint,
                    pathStyle);
        }

        /** Returns a copy with the session token of temporary credentials. */
        public S3 sessionToken(String sessionToken) {
            return new S3(
                    bucket,
                    region,
                    accessKey,
                    secretKey,
                    Check.credential("sessionToken", sessionToken),
                    endpoint,
                    pathStyle);
        }

        /**
         * Returns a copy with the address of a service other than Amazon's.
         *
         * @param endpoint a URL of http or https, at most 2048 characters
         */
        public S3 endpoint(URI endpoint) {
            return new S3(
                    bucket, region, accessKey, secretKey, sessionToken, Check.webUrl("endpoint", endpoint), pathStyle);
        }

        /** Returns a copy that addresses the bucket by path, as MinIO needs it, and not by host name. */
        public S3 pathStyle() {
            return new S3(bucket, region, accessKey, secretKey, sessionToken, endpoint, true);
        }

        /** Returns the name of the bucket. */
        public String bucket() {
            return bucket;
        }

        /** Returns the region; null if not set. */
        public @Nullable String region() {
            return region;
        }

        /** Returns the id of the access key; null if not set. */
        public @Nullable String accessKey() {
            return accessKey;
        }

        /** Returns the secret access key; null if not set. */
        public @Nullable String secretKey() {
            return secretKey;
        }

        /** Returns the session token of temporary credentials; null for permanent ones. */
        public @Nullable String sessionToken() {
            return sessionToken;
        }

        /** Returns the address of a service other than Amazon's; null for Amazon's. */
        public @Nullable URI endpoint() {
            return endpoint;
        }

        /** Returns whether the bucket is addressed by path and not by host name. */
        public boolean usesPathStyle() {
            return pathStyle;
        }

        @Override
        public S3 requireComplete() {
            if (accessKey == null) {
                throw new InvalidRequestException(
                        "storage", "must have credentials: Storage.s3(bucket).credentials(accessKey, secretKey)");
            }
            return this;
        }

        @Override
        public String toString() {
            return "S3[" + bucket + ", " + region + ", key=██]";
        }
    }

    /**
     * A bucket of Google Cloud Storage.
     *
     * @param bucket the name of the bucket
     * @param credentialsJson the key of a service account, as JSON
     */
    record Gcs(String bucket, String credentialsJson) implements Storage {

        public Gcs {
            name("bucket", bucket);
            Check.text("credentialsJson", credentialsJson);
        }

        /** Returns the key of the service account. Jackson omits it by default. */
        @Override
        @Transient
        public String credentialsJson() {
            return credentialsJson;
        }

        @Override
        public String toString() {
            return "Gcs[" + bucket + ", credentials=██]";
        }
    }

    /**
     * A container of Azure Blob Storage.
     *
     * @param accountName the storage account
     * @param accountKey the key of the account
     * @param container the name of the container
     */
    record Azure(String accountName, String accountKey, String container) implements Storage {

        public Azure {
            name("accountName", accountName);
            accountKey = Check.credential("accountKey", accountKey);
            name("container", container);
        }

        /** Returns the key of the account. Jackson omits it by default. */
        @Override
        @Transient
        public String accountKey() {
            return accountKey;
        }

        @Override
        public String toString() {
            return "Azure[" + accountName + ", " + container + ", key=██]";
        }
    }
}

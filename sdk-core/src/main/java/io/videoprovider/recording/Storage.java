package io.videoprovider.recording;

import io.videoprovider.error.Check;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where recordings go. Immutable; {@code toString} leaves the secrets out.
 */
public sealed interface Storage {

    /** Where the provider puts them when nobody says otherwise. */
    static Storage providerDefault() {
        return new ProviderDefault();
    }

    /** A storage that was set up at the provider under a name. */
    static Storage named(String name) {
        return new Named(name);
    }

    /** A bucket of Amazon S3. */
    static S3 s3(String bucket, String region, String accessKey, String secretKey) {
        return new S3(bucket, region, accessKey, secretKey, null, null, false);
    }

    /** A bucket of Google Cloud Storage, with the JSON of a service account's key. */
    static Gcs gcs(String bucket, String credentialsJson) {
        return new Gcs(bucket, credentialsJson);
    }

    /** A container of Azure Blob Storage. */
    static Azure azure(String accountName, String accountKey, String container) {
        return new Azure(accountName, accountKey, container);
    }

    /** Where the provider puts them: hosted by it, or what its recording service was configured with. */
    record ProviderDefault() implements Storage {}

    /**
     * A storage set up at the provider.
     *
     * @param name its name there
     */
    record Named(String name) implements Storage {
        public Named {
            Check.id("storage name", name, 256);
        }
    }

    /**
     * A bucket that speaks S3.
     *
     * @param bucket the bucket
     * @param region its region; {@code ""} where the endpoint has none
     * @param accessKey the id of the key
     * @param secretKey the key
     * @param sessionToken for temporary keys; null for lasting ones
     * @param endpoint of another vendor's S3; null for Amazon's
     * @param pathStyle whether the bucket is in the path instead of the host name
     */
    record S3(
            String bucket,
            String region,
            String accessKey,
            String secretKey,
            @Nullable String sessionToken,
            @Nullable URI endpoint,
            boolean pathStyle)
            implements Storage {
        public S3 {
            Check.text("bucket", bucket);
            Check.notNull("region", region);
            Check.text("accessKey", accessKey);
            Check.text("secretKey", secretKey);
        }

        /** The same bucket at another vendor. */
        public S3 at(URI endpoint, boolean pathStyle) {
            return new S3(bucket, region, accessKey, secretKey, sessionToken, endpoint, pathStyle);
        }

        @Override
        public String toString() {
            return "S3[" + bucket + ", " + region + ", key=██]";
        }
    }

    /**
     * A bucket of Google Cloud Storage.
     *
     * @param bucket the bucket
     * @param credentialsJson the JSON of a service account's key
     */
    record Gcs(String bucket, String credentialsJson) implements Storage {
        public Gcs {
            Check.text("bucket", bucket);
            Check.text("credentialsJson", credentialsJson);
        }

        @Override
        public String toString() {
            return "Gcs[" + bucket + ", credentials=██]";
        }
    }

    /**
     * A container of Azure Blob Storage.
     *
     * @param accountName the account
     * @param accountKey its key
     * @param container the container
     */
    record Azure(String accountName, String accountKey, String container) implements Storage {
        public Azure {
            Check.text("accountName", accountName);
            Check.text("accountKey", accountKey);
            Check.text("container", container);
        }

        @Override
        public String toString() {
            return "Azure[" + accountName + ", " + container + ", key=██]";
        }
    }
}

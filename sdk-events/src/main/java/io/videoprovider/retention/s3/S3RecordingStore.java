package io.videoprovider.retention.s3;

import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.retention.LinkRequest;
import io.videoprovider.retention.RecordingStore;
import io.videoprovider.retention.StoredFile;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.GetObjectPresignRequest;

/**
 * A bucket of Amazon S3, or of another service that speaks S3, or a part of a bucket below a prefix. Thread-safe.
 *
 * <pre>{@code
 * S3RecordingStore store = S3RecordingStore.builder(s3Client, presigner, "recordings").prefix("calls/").build();
 * }</pre>
 *
 * <p>Accepted locations: {@code s3://bucket/key}, {@code https://bucket.endpoint/key}, {@code https://endpoint/bucket/key}, and paths
 * without a scheme and a leading slash, which are keys. Keys outside of the prefix, and those with the segments {@code .} and {@code ..},
 * are rejected before any I/O. Keys in URLs are percent-encoded, as providers report them.
 *
 * <p>{@link #delete} adds a delete marker in a bucket with versions; older versions remain until a lifecycle rule of the bucket deletes
 * them.
 *
 * <p>Types of the AWS SDK are in the signature of {@link #builder}, and only there: an application configures credentials, region, endpoint
 * and HTTP client of its S3 client in more ways than this class could repeat. The client and the presigner stay open.
 */
public final class S3RecordingStore implements RecordingStore {

    private final S3Client client;
    private final S3Presigner presigner;
    private final String bucket;
    private final S3Locations locations;

    private S3RecordingStore(Builder builder) {
        this.client = builder.client;
        this.presigner = builder.presigner;
        this.bucket = builder.bucket;
        Set<URI> endpoints = new LinkedHashSet<>(builder.endpoints);
        client.serviceClientConfiguration().endpointOverride().ifPresent(endpoints::add);
        this.locations = new S3Locations(bucket, builder.prefix, endpoints);
    }

    /**
     * Returns a new builder.
     *
     * @param client the client, with {@code forcePathStyle(true)} for services that do not address buckets by host name
     * @param presigner the presigner of links, with the same configuration; its endpoint must be the one that viewers reach
     * @param bucket the name of the bucket: 3 to 63 lower-case letters, digits, dots and hyphens
     */
    // "requires static transitive" would make the AWS SDK mandatory for every module that requires this one.
    @SuppressWarnings("exports")
    public static Builder builder(S3Client client, S3Presigner presigner, String bucket) {
        return new Builder(client, presigner, bucket);
    }

    @Override
    public boolean accepts(String location) {
        return locations.find(Check.notNull("location", location)).isPresent();
    }

    @Override
    public Optional<StoredFile> head(String location) {
        String key = locations.key(location);
        try {
            return Optional.of(new StoredFile(
                    client.headObject(request -> request.bucket(bucket).key(key))
                            .contentLength()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw failure("HeadObject", e);
        }
    }

    @Override
    public void delete(String location) {
        String key = locations.key(location);
        try {
            client.deleteObject(request -> request.bucket(bucket).key(key));
        } catch (NoSuchKeyException e) {
            // The intended result; Amazon S3 does not report it.
        } catch (SdkException e) {
            throw failure("DeleteObject", e);
        }
    }

    @Override
    public URI link(String location, LinkRequest request) {
        GetObjectRequest.Builder object =
                GetObjectRequest.builder().bucket(bucket).key(locations.key(location));
        if (Check.notNull("request", request).contentType() != null) {
            object.responseContentType(request.contentType());
        }
        object.responseContentDisposition(disposition(request));
        try {
            return new URI(presigner
                    .presignGetObject(GetObjectPresignRequest.builder()
                            .signatureDuration(request.validity())
                            .getObjectRequest(object.build())
                            .build())
                    .url()
                    .toString());
        } catch (SdkException e) {
            throw failure("GetObject", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the presigner returned an invalid URL");
        }
    }

    /** The name for old browsers has only ASCII characters; the other one is exact. */
    private static String disposition(LinkRequest request) {
        String name = request.downloadName();
        if (name == null) {
            return "inline";
        }
        String ascii = name.replaceAll("[^ -~]|\"", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }

    /** Messages of the AWS SDK contain no signature, but may contain the key and the host. */
    private static VideoException failure(String operation, SdkException failure) {
        if (failure instanceof AwsServiceException response) {
            String code = response.awsErrorDetails() == null
                    ? null
                    : response.awsErrorDetails().errorCode();
            ErrorDetails details = new ErrorDetails(
                    null,
                    operation,
                    response.statusCode(),
                    code,
                    response.requestId(),
                    1,
                    failure.retryable(),
                    null,
                    false);
            return response.statusCode() == 401 || response.statusCode() == 403
                    ? new PermissionDeniedException("S3 rejected " + operation, details, failure)
                    : new UnavailableException("S3 failed " + operation, details, failure);
        }
        return new UnavailableException(
                "S3 is not reachable for " + operation + ": " + failure.getMessage(),
                new ErrorDetails(null, operation, null, null, null, 1, failure.retryable(), null, true),
                failure);
    }

    /** Shows the bucket and the prefix. */
    @Override
    public String toString() {
        return "S3RecordingStore[" + locations + "]";
    }

    /** Builds an {@link S3RecordingStore}. Not thread-safe. */
    public static final class Builder {

        private final S3Client client;
        private final S3Presigner presigner;
        private final String bucket;
        private final Set<URI> endpoints = new LinkedHashSet<>();
        private String prefix = "";

        private Builder(S3Client client, S3Presigner presigner, String bucket) {
            this.client = Check.notNull("client", client);
            this.presigner = Check.notNull("presigner", presigner);
            if (!Check.notNull("bucket", bucket).matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
                throw new InvalidRequestException(
                        "bucket", "must have 3 to 63 lower-case letters, digits, dots and hyphens");
            }
            this.bucket = bucket;
        }

        /**
         * Sets the prefix of the keys; files outside of it are rejected. None by default.
         *
         * @param prefix such as {@code recordings/}: ends with a slash, does not start with one, at most 512 characters
         */
        public Builder prefix(String prefix) {
            if (!Check.atMost("prefix", prefix, 512).isEmpty()
                    && (prefix.startsWith("/") || !prefix.endsWith("/") || S3Locations.isTraversal(prefix))) {
                throw new InvalidRequestException(
                        "prefix",
                        "must end with a slash, must not start with one, and must not contain . and .. as segments");
            }
            this.prefix = prefix;
            return this;
        }

        /**
         * Adds an endpoint of the service that the provider reports in locations. Necessary if the provider uses another one than the
         * client, such as one in its own network.
         *
         * @param endpoint an http or https URL with a host
         */
        public Builder endpoint(URI endpoint) {
            if (Check.notNull("endpoint", endpoint).getHost() == null
                    || !String.valueOf(endpoint.getScheme()).matches("https?")) {
                throw new InvalidRequestException("endpoint", "must be an http or https URL with a host");
            }
            endpoints.add(endpoint);
            return this;
        }

        /** Returns the store. */
        public S3RecordingStore build() {
            return new S3RecordingStore(this);
        }
    }
}

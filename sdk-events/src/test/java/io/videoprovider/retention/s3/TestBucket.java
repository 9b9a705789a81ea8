package io.videoprovider.retention.s3;

import java.net.URI;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The bucket that the S3 server of {@code .ci/run} has. */
record TestBucket(S3Client client, S3Presigner presigner) implements AutoCloseable {

    static final String NAME = "recordings";

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));

    static TestBucket create() {
        URI url = url();
        return new TestBucket(
                client(url),
                S3Presigner.builder()
                        .endpointOverride(url)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build())
                        .build());
    }

    static URI url() {
        return URI.create(Objects.requireNonNull(System.getenv("S3_MOCK_URL"), "S3_MOCK_URL"));
    }

    static S3Client client(URI url) {
        return S3Client.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    S3RecordingStore store(String prefix) {
        return S3RecordingStore.builder(client, presigner, NAME).prefix(prefix).build();
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
    }
}

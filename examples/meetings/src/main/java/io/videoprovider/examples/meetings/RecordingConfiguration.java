package io.videoprovider.examples.meetings;

import io.videoprovider.VideoProvider;
import io.videoprovider.feature.Capability;
import io.videoprovider.history.CallHistory;
import io.videoprovider.retention.RecordingAccess;
import io.videoprovider.retention.RecordingStore;
import io.videoprovider.retention.RecordingStores;
import io.videoprovider.retention.s3.S3RecordingStore;
import java.net.URI;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Files of recordings. The starter provides their retention. */
@Configuration(proxyBeanMethods = false)
class RecordingConfiguration {

    /** The places of files of recordings: the bucket, or the provider if it hosts them. */
    @Bean
    RecordingStores recordingStores(VideoProvider video, MeetingsProperties properties) {
        RecordingStores.Builder stores = RecordingStores.builder();
        if (properties.storage() != null) {
            stores.store(video.id(), store(properties.storage()));
        }
        if (video.capabilities().has(Capability.RECORDING_DELETE)) {
            stores.hostedBy(video);
        }
        return stores.build();
    }

    private static RecordingStore store(MeetingsProperties.Bucket bucket) {
        AwsCredentialsProvider credentials =
                StaticCredentialsProvider.create(AwsBasicCredentials.create(bucket.accessKey(), bucket.secretKey()));
        S3ClientBuilder client = S3Client.builder()
                .region(Region.of(bucket.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(bucket.pathStyle());
        S3Presigner.Builder presigner = S3Presigner.builder()
                .region(Region.of(bucket.region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(bucket.pathStyle())
                        .build());
        URI endpoint = bucket.reachableEndpoint();
        if (endpoint != null) {
            client.endpointOverride(endpoint);
            presigner.endpointOverride(endpoint);
        }
        S3RecordingStore.Builder store = S3RecordingStore.builder(client.build(), presigner.build(), bucket.bucket());
        return bucket.endpoint() == null
                ? store.build()
                : store.endpoint(bucket.endpoint()).build();
    }

    @Bean
    RecordingAccess recordingAccess(CallHistory history, RecordingStores stores) {
        return RecordingAccess.builder(history, stores)
                .hostRoles(Set.of(Meeting.HOST))
                .build();
    }
}

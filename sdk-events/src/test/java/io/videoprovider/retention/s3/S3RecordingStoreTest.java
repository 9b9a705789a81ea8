package io.videoprovider.retention.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.retention.LinkRequest;
import io.videoprovider.retention.StoredFile;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The store on a real S3-compatible server. */
@EnabledIfEnvironmentVariable(
        named = "S3_MOCK_URL",
        matches = ".+",
        disabledReason = "needs an S3-compatible server: see docs/testing.md")
class S3RecordingStoreTest {

    private static final byte[] CONTENT = "not a film".getBytes(UTF_8);

    private static TestBucket bucket;
    private static S3RecordingStore store;

    @BeforeAll
    static void connect() {
        bucket = TestBucket.create();
        store = bucket.store("calls/");
    }

    @AfterAll
    static void close() {
        bucket.close();
    }

    private static String put(String key) {
        bucket.client().putObject(request -> request.bucket(TestBucket.NAME).key(key), RequestBody.fromBytes(CONTENT));
        return key;
    }

    private static String newKey() {
        return "calls/" + UUID.randomUUID() + "/a film ü+1.mp4";
    }

    private static HttpURLConnection get(URI url) throws IOException {
        return (HttpURLConnection) url.toURL().openConnection();
    }

    @Test
    void head_returns_the_size_of_a_file_and_empty_for_none() {
        String key = put(newKey());

        assertThat(store.head(key)).contains(new StoredFile(CONTENT.length));
        assertThat(store.head("s3://" + TestBucket.NAME + "/" + key.replace(" ", "%20")))
                .contains(new StoredFile(CONTENT.length));
        assertThat(store.head("calls/absent.mp4")).isEmpty();
    }

    @Test
    void a_deleted_file_does_not_exist_and_can_be_deleted_again() {
        String key = put(newKey());

        store.delete(key);
        store.delete(key);

        assertThat(store.head(key)).isEmpty();
    }

    @Test
    void a_link_returns_the_file_with_the_requested_headers() throws Exception {
        String key = put(newKey());

        URI link = store.link(
                key,
                LinkRequest.builder()
                        .validity(Duration.ofMinutes(5))
                        .contentType("video/mp4")
                        .downloadName("Réunion \"1\".mp4")
                        .build());
        HttpURLConnection response = get(link);

        assertThat(link.getRawQuery()).contains("X-Amz-Expires=300", "X-Amz-Signature=");
        assertThat(response.getResponseCode()).isEqualTo(200);
        assertThat(response.getInputStream()).hasBinaryContent(CONTENT);
        assertThat(response.getHeaderField("Content-Type")).isEqualTo("video/mp4");
        assertThat(response.getHeaderField("Content-Disposition"))
                .isEqualTo("attachment; filename=\"R_union _1_.mp4\"; filename*=UTF-8''R%C3%A9union%20%221%22.mp4");
    }

    @Test
    void a_link_without_options_plays_the_file() throws Exception {
        HttpURLConnection response = get(store.link(put(newKey()), LinkRequest.standard()));

        assertThat(response.getInputStream()).hasBinaryContent(CONTENT);
        assertThat(response.getHeaderField("Content-Disposition")).isEqualTo("inline");
    }

    @Test
    void files_outside_of_the_prefix_stay() {
        String key = put("private/" + UUID.randomUUID());

        assertThat(store.accepts(key)).isFalse();
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> store.head("calls/../" + key)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> store.link(key, LinkRequest.standard())).isInstanceOf(InvalidRequestException.class);
        assertThat(bucket.store("").head(key)).isPresent();
    }

    @Test
    void a_missing_bucket_does_not_count_as_a_deleted_file() {
        S3RecordingStore missing = S3RecordingStore.builder(bucket.client(), bucket.presigner(), "missing-bucket")
                .build();

        assertThatThrownBy(() -> missing.delete("calls/a.mp4"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("S3 failed DeleteObject [HTTP 404, NoSuchBucket");
    }

    @Test
    void an_unreachable_service_is_unavailable() {
        try (S3Client nowhere = TestBucket.client(URI.create("http://127.0.0.1:1"))) {
            S3RecordingStore unreachable = S3RecordingStore.builder(nowhere, bucket.presigner(), TestBucket.NAME)
                    .build();

            assertThatThrownBy(() -> unreachable.delete("calls/a.mp4"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("S3 is not reachable for DeleteObject");
        }
    }

    @Test
    void invalid_settings_are_rejected() {
        assertThatThrownBy(() -> S3RecordingStore.builder(bucket.client(), bucket.presigner(), "Videos"))
                .hasMessageContaining("bucket must have 3 to 63");
        S3RecordingStore.Builder builder =
                S3RecordingStore.builder(bucket.client(), bucket.presigner(), TestBucket.NAME);
        for (String prefix : new String[] {"/calls/", "calls", "../", "calls/../"}) {
            assertThatThrownBy(() -> builder.prefix(prefix)).hasMessageContaining("prefix must end with a slash");
        }
        assertThatThrownBy(() -> builder.endpoint(URI.create("ftp://minio")))
                .hasMessage("endpoint must be an http or https URL with a host");
        assertThat(store).hasToString("S3RecordingStore[" + TestBucket.NAME + "/calls/]");
    }
}

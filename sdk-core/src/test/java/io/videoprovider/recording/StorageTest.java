package io.videoprovider.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.error.InvalidRequestException;
import java.net.URI;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StorageTest {

    private static final URI MINIO = URI.create("http://minio:9000");
    private static final String LONG = "x".repeat(257);

    @Test
    void each_kind_keeps_its_values() {
        assertThat(Storage.named("archive").name()).isEqualTo("archive");
        assertThat(Storage.gcs("b", "{}"))
                .returns("b", Storage.Gcs::bucket)
                .returns("{}", Storage.Gcs::credentialsJson);
        assertThat(Storage.azure("n", "k", "c"))
                .returns("n", Storage.Azure::accountName)
                .returns("k", Storage.Azure::accountKey)
                .returns("c", Storage.Azure::container);
        assertThat(Storage.s3("b")
                        .region("r")
                        .credentials("a", "s")
                        .sessionToken("t")
                        .endpoint(MINIO)
                        .pathStyle())
                .returns("b", Storage.S3::bucket)
                .returns("r", Storage.S3::region)
                .returns("a", Storage.S3::accessKey)
                .returns("s", Storage.S3::secretKey)
                .returns("t", Storage.S3::sessionToken)
                .returns(MINIO, Storage.S3::endpoint)
                .returns(true, Storage.S3::usesPathStyle);
    }

    @Test
    void line_breaks_of_mounted_files_are_removed_from_keys() {
        assertThat(Storage.s3("b").credentials("a\n", "s\r\n").sessionToken("t\n"))
                .returns("a", Storage.S3::accessKey)
                .returns("s", Storage.S3::secretKey)
                .returns("t", Storage.S3::sessionToken);
        assertThat(Storage.azure("n", "k\n", "c").accountKey()).isEqualTo("k");
    }

    @Test
    void each_method_of_s3_returns_a_copy() {
        Storage.S3 bucket = Storage.s3("b");
        bucket.region("r");
        bucket.credentials("a", "s");
        bucket.sessionToken("t");
        bucket.endpoint(MINIO);
        bucket.pathStyle();

        assertThat(bucket)
                .returns(null, Storage.S3::region)
                .returns(null, Storage.S3::accessKey)
                .returns(null, Storage.S3::secretKey)
                .returns(null, Storage.S3::sessionToken)
                .returns(null, Storage.S3::endpoint)
                .returns(false, Storage.S3::usesPathStyle);
    }

    @Test
    void requests_reject_an_s3_bucket_without_credentials() {
        Storage bucket = Storage.s3("b").region("r");

        assertThatThrownBy(() -> RecordingRequest.composite().storage(bucket).build())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("storage"))
                .hasMessageContaining("credentials");
        assertThatThrownBy(() -> BroadcastRequest.hls().storage(bucket).build())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("storage"));
    }

    static Stream<Arguments> invalid_values_are_refused() {
        return Stream.of(
                refused("storage name", () -> Storage.named("")),
                refused("storage name", () -> Storage.named("../x")),
                refused("bucket", () -> Storage.s3(" ")),
                refused("region", () -> Storage.s3("b").region(Null.value())),
                refused("region", () -> Storage.s3("b").region("")),
                refused("accessKey", () -> Storage.s3("b").credentials("", "s")),
                refused("secretKey", () -> Storage.s3("b").credentials("a", Null.value())),
                refused("sessionToken", () -> Storage.s3("b").sessionToken("")),
                refused("endpoint", () -> Storage.s3("b").endpoint(Null.value())),
                refused("endpoint", () -> Storage.s3("b").endpoint(URI.create("file:///etc/passwd"))),
                refused("endpoint", () -> Storage.s3("b").endpoint(URI.create("s3.example.com"))),
                refused("endpoint", () -> Storage.s3("b").endpoint(URI.create("http:s3"))),
                refused("endpoint", () -> Storage.s3("b").endpoint(URI.create("https://a/" + "x".repeat(2048)))),
                refused("bucket", () -> Storage.s3(LONG)),
                refused("region", () -> Storage.s3("b").region(LONG)),
                refused("bucket", () -> Storage.gcs(LONG, "{}")),
                refused("accountName", () -> Storage.azure(LONG, "k", "c")),
                refused("container", () -> Storage.azure("n", "k", LONG)),
                refused("bucket", () -> Storage.gcs("", "{}")),
                refused("credentialsJson", () -> Storage.gcs("b", "")),
                refused("accountName", () -> Storage.azure("", "k", "c")),
                refused("accountKey", () -> Storage.azure("n", "", "c")),
                refused("accountKey", () -> Storage.azure("n", "\"k\"", "c")),
                refused("secretKey", () -> Storage.s3("b").credentials("a", " s")),
                refused("sessionToken", () -> Storage.s3("b").sessionToken("t t")),
                refused("container", () -> Storage.azure("n", "k", "")));
    }

    private static Arguments refused(String field, ThrowingCallable making) {
        return Arguments.of(field, making);
    }

    @ParameterizedTest
    @MethodSource
    void invalid_values_are_refused(String field, ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(InvalidRequestException.class).hasMessageStartingWith(field + " ");
    }
}

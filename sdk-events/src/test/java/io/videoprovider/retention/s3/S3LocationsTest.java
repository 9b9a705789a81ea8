package io.videoprovider.retention.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of locations as LiveKit and Stream report them. */
class S3LocationsTest {

    private final S3Locations amazon = new S3Locations("videos", "", List.of());
    private final S3Locations minio = new S3Locations(
            "videos", "calls/", List.of(URI.create("http://127.0.0.1:9000"), URI.create("https://minio.example.com")));

    @ParameterizedTest
    @CsvSource({
        "calls/a.mp4, calls/a.mp4",
        "a b%20+ü.mp4, a b%20+ü.mp4",
        "s3://videos/calls/a.mp4, calls/a.mp4",
        "S3://videos/calls/a%20b.mp4, calls/a b.mp4",
        "https://videos.s3.amazonaws.com/calls/a.mp4, calls/a.mp4",
        "https://videos.s3.eu-central-1.amazonaws.com/calls/a.mp4, calls/a.mp4",
        "https://videos.s3-eu-west-1.amazonaws.com/calls/a.mp4, calls/a.mp4",
        "https://s3.amazonaws.com/videos/calls/a.mp4, calls/a.mp4",
        "https://s3.cn-north-1.amazonaws.com.cn/videos/calls/a.mp4, calls/a.mp4",
        "https://videos.s3.amazonaws.com/caf%C3%A9/my%20file+1.mp4?X-Amz-Signature=abc, café/my file+1.mp4"
    })
    void locations_at_Amazon_have_keys(String location, String key) {
        assertThat(amazon.key(location)).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "calls/a.mp4, calls/a.mp4",
        "https://127.0.0.1:9000/videos/calls/a.mp4, calls/a.mp4",
        "http://127.0.0.1:9000/videos/calls/a.mp4, calls/a.mp4",
        "https://minio.example.com/videos/calls/2026/a.mp4, calls/2026/a.mp4",
        "https://videos.MINIO.example.com/calls/a.mp4, calls/a.mp4"
    })
    void locations_at_other_services_have_keys(String location, String key) {
        assertThat(minio.key(location)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "calls/",
                "calls/../a.mp4",
                "calls/./a.mp4",
                "calls/..",
                "calls/..\\a.mp4",
                "other/a.mp4",
                "callsign/a.mp4",
                "/calls/a.mp4",
                "calls/a\n.mp4",
                "file:///calls/a.mp4",
                "C:\\calls\\a.mp4",
                "s3://other/calls/a.mp4",
                "s3://videos/other/a.mp4",
                "s3://videos/calls/%2e%2e/a.mp4",
                "s3://videos/calls/%2E%2E%2fa.mp4",
                "s3://videos/calls/a%00.mp4",
                "s3://videos/calls/a%2.mp4",
                "s3://videos/calls/a%ff.mp4",
                "https://minio.example.com/other/calls/a.mp4",
                "https://minio.example.com/videos/../calls/a.mp4",
                "https://minio.example.com/videosx/calls/a.mp4",
                "https://minio.example.com.evil.example/videos/calls/a.mp4",
                "https://minio.example.com@evil.example/videos/calls/a.mp4",
                "https://other.minio.example.com/calls/a.mp4",
                "https://127.0.0.1:9001/videos/calls/a.mp4",
                "https://videos.s3.amazonaws.com/calls/a.mp4"
            })
    void locations_outside_of_the_bucket_and_the_prefix_are_rejected(String location) {
        assertThat(minio.find(location)).isEmpty();
        assertThatThrownBy(() -> minio.key(location))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("location must be in bucket videos below calls/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://videos.s3.amazonaws.com.evil.example/a.mp4",
                "https://evil.example/videos/a.mp4",
                "https://videos.evil.example/a.mp4",
                "https://evils3.amazonaws.com/videos/a.mp4",
                "https://other.s3.amazonaws.com/a.mp4"
            })
    void locations_outside_of_Amazon_are_rejected(String location) {
        assertThat(amazon.find(location)).isEmpty();
    }

    @Test
    void a_key_has_at_most_1024_bytes() {
        assertThat(amazon.find("ü".repeat(512))).isPresent();
        assertThat(amazon.find("ü".repeat(513))).isEmpty();
    }

    @Test
    void a_long_hostile_host_takes_no_time() {
        assertThat(amazon.find("https://s3" + "-a".repeat(50_000) + "!/videos/a.mp4"))
                .isEmpty();
    }
}

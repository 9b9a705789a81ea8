package io.videoprovider.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.error.InvalidRequestException;
import java.net.URI;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StorageTest {

    @Test
    void each_kind_keeps_what_it_was_given() {
        assertThat(Storage.providerDefault()).isEqualTo(new Storage.ProviderDefault());
        assertThat(Storage.named("archive")).isEqualTo(new Storage.Named("archive"));
        assertThat(Storage.s3("b", "", "a", "s")).isEqualTo(new Storage.S3("b", "", "a", "s", null, null, false));
        URI minio = URI.create("http://minio:9000");
        assertThat(Storage.s3("b", "r", "a", "s").at(minio, true))
                .isEqualTo(new Storage.S3("b", "r", "a", "s", null, minio, true));
        assertThat(new Storage.S3("b", "r", "a", "s", "t", null, false).at(minio, false))
                .isEqualTo(new Storage.S3("b", "r", "a", "s", "t", minio, false));
        assertThat(Storage.gcs("b", "{}")).isEqualTo(new Storage.Gcs("b", "{}"));
        assertThat(Storage.azure("n", "k", "c")).isEqualTo(new Storage.Azure("n", "k", "c"));
    }

    static Stream<Arguments> storages_that_are_refused() {
        return Stream.of(
                refused("storage name", () -> Storage.named("")),
                refused("storage name", () -> Storage.named("../x")),
                refused("bucket", () -> Storage.s3(" ", "r", "a", "s")),
                refused("region", () -> Storage.s3("b", Null.value(), "a", "s")),
                refused("accessKey", () -> Storage.s3("b", "r", "", "s")),
                refused("secretKey", () -> Storage.s3("b", "r", "a", Null.value())),
                refused("bucket", () -> Storage.gcs("", "{}")),
                refused("credentialsJson", () -> Storage.gcs("b", "")),
                refused("accountName", () -> Storage.azure("", "k", "c")),
                refused("accountKey", () -> Storage.azure("n", "", "c")),
                refused("container", () -> Storage.azure("n", "k", "")));
    }

    private static Arguments refused(String field, ThrowingCallable making) {
        return Arguments.of(field, making);
    }

    @ParameterizedTest
    @MethodSource
    void storages_that_are_refused(String field, ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(InvalidRequestException.class).hasMessageStartingWith(field + " ");
    }
}

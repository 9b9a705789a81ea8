package io.videoprovider.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.error.WebhookRejectedException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VideoExceptionTest {

    private static final ProviderId ACME = new ProviderId("acme");

    private static final ErrorDetails ALL =
            new ErrorDetails(ACME, "StartRecording", 503, "busy", "req-1", 3, true, Duration.ofSeconds(7), true);

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(ErrorDetails.none(), "it failed"),
                Arguments.of(ErrorDetails.at(ACME), "acme: it failed"),
                Arguments.of(
                        ALL,
                        "acme StartRecording: it failed [HTTP 503, busy, request req-1, attempt 3, "
                                + "outcome unknown: it may have taken effect]"),
                Arguments.of(
                        ALL.withOutcomeUnknown(false),
                        "acme StartRecording: it failed [HTTP 503, busy, request req-1, attempt 3]"),
                Arguments.of(
                        new ErrorDetails(ACME, "Get", null, null, "req-1", 1, true, null, false),
                        "acme Get: it failed [request req-1, attempt 1]"));
    }

    @ParameterizedTest
    @MethodSource
    void messages(ErrorDetails details, String message) {
        assertThat(new VideoException("it failed", details, null)).hasMessage(message);
    }

    @Test
    void accessors_return_the_details() {
        Exception cause = new IOException("broken");
        VideoException failure = new VideoException("it failed", ALL, cause);

        assertThat(failure.details()).isEqualTo(ALL);
        assertThat(failure.provider()).isEqualTo(ACME);
        assertThat(failure.operation()).isEqualTo("StartRecording");
        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure.code()).isEqualTo("busy");
        assertThat(failure.requestId()).isEqualTo("req-1");
        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(failure).hasCause(cause);
    }

    @Test
    void one_detail_may_be_changed() {
        ErrorDetails changed = ALL.withOutcomeUnknown(false).withRetryable(false);

        assertThat(changed)
                .isEqualTo(new ErrorDetails(
                        ACME, "StartRecording", 503, "busy", "req-1", 3, false, Duration.ofSeconds(7), false));
        assertThat(changed.withOutcomeUnknown(true).withRetryable(true)).isEqualTo(ALL);
    }

    /** A constructor of an exception type. */
    private interface Maker {
        VideoException make(String problem, ErrorDetails details, @Nullable Throwable cause);
    }

    @Test
    void every_type_passes_everything_on() {
        Exception cause = new IOException("broken");
        for (Maker maker : Stream.<Maker>of(
                        AuthenticationException::new,
                        ConflictException::new,
                        DeadlineExceededException::new,
                        InterruptedOperationException::new,
                        InvalidRequestException::new,
                        NotFoundException::new,
                        PermissionDeniedException::new,
                        ProviderException::new,
                        RateLimitedException::new,
                        RecordingUnavailableException::new,
                        UnavailableException::new)
                .toList()) {
            VideoException failure = maker.make("it failed", ALL, cause);
            assertThat(failure.details()).isEqualTo(ALL);
            assertThat(failure).hasCause(cause).hasMessageStartingWith("acme StartRecording: it failed [");
        }
    }

    @Test
    void a_refusal_before_any_io_names_its_field() {
        InvalidRequestException refusal = new InvalidRequestException("ttl", "is too long");

        assertThat(refusal).hasMessage("ttl is too long");
        assertThat(refusal.field()).isEqualTo("ttl");
        assertThat(refusal.attempts()).isZero();
        assertThat(new InvalidRequestException("no", ALL, null).field()).isNull();
        UnsupportedFeatureException unsupported = new UnsupportedFeatureException(ACME, "cannot do it");
        assertThat(unsupported).hasMessage("acme: cannot do it");
        assertThat(unsupported.attempts()).isZero();
        assertThat(unsupported.retryable()).isFalse();
        assertThat(new RecordingUnavailableException("no", ALL, null)).isInstanceOf(UnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING_SIGNATURE, 401",
        "BAD_SIGNATURE, 401",
        "UNKNOWN_KEY, 401",
        "STALE, 401",
        "NOT_YET_VALID, 401",
        "TOO_LARGE, 413",
        "MALFORMED, 400",
        "INCOMPLETE_BODY, 503"
    })
    void a_rejected_webhook_has_the_status_of_the_response(Reason reason, int status) {
        WebhookRejectedException rejection = new WebhookRejectedException(ACME, reason, "because", null);

        assertThat(rejection.httpStatus()).isEqualTo(status);
        assertThat(rejection.reason()).isEqualTo(reason);
        assertThat(rejection.provider()).isEqualTo(ACME);
        assertThat(rejection).hasMessage("acme: webhook rejected, " + reason + ": because");
        assertThat(rejection.status()).as("no HTTP answer of the vendor's").isNull();
    }

    @Test
    void a_failure_survives_serialisation_with_its_message() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new NotFoundException("it failed", ALL, null));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            NotFoundException read = (NotFoundException) in.readObject();
            assertThat(read).hasMessageContaining("request req-1");
            assertThat(read.details()).isEqualTo(ErrorDetails.none());
        }
    }
}

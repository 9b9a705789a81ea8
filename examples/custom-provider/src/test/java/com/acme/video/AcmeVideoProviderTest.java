package com.acme.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.resilience.RequestOptions;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcmeVideoProviderTest {

    private static final CallId CALL = CallId.of("consult");

    private AcmeServer server;
    private AcmeVideoProvider video;

    @BeforeEach
    void start() {
        server = new AcmeServer("key", "very-secret-value");
        video = builder().build();
    }

    @AfterEach
    void stop() {
        video.close();
        server.close();
    }

    private AcmeVideoProvider.Builder builder() {
        return AcmeVideoProvider.builder().url(server.url()).apiKey("key").apiSecret("very-secret-value");
    }

    /** Loses the response of the first request, after the server has processed it. */
    private void loseFirstResponse() {
        server.http().setDispatcher(new Dispatcher() {
            private boolean lost;

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                MockResponse response = server.dispatch(request);
                if (lost) {
                    return response;
                }
                lost = true;
                return new MockResponse.Builder().code(503).build();
            }
        });
    }

    @Test
    void a_lost_response_is_retried_with_the_same_idempotency_key() throws Exception {
        video.calls().getOrCreate(CallRequest.of(CALL));
        server.http().takeRequest();
        loseFirstResponse();

        video.recordings().start(CALL, RecordingRequest.composite().build());

        assertThat(video.recordings().list(CALL)).hasSize(1);
        RecordedRequest first = server.http().takeRequest();
        RecordedRequest second = server.http().takeRequest();
        assertThat(first.getHeaders().get("Idempotency-Key"))
                .isNotNull()
                .isEqualTo(second.getHeaders().get("Idempotency-Key"));
    }

    @Test
    void a_view_has_its_own_options() {
        loseFirstResponse();

        UnavailableException failure = catchThrowableOfType(
                UnavailableException.class,
                () -> video.with(RequestOptions.builder().attempts(1).build())
                        .calls()
                        .getOrCreate(CallRequest.of(CALL)));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(failure.attempts()).isEqualTo(1);
    }

    @Test
    void a_wrong_secret_is_an_authentication_error_that_quotes_no_token() {
        try (AcmeVideoProvider wrong = builder().apiSecret("another").build()) {
            assertThatThrownBy(() -> wrong.calls().list())
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("██")
                    .hasMessageNotContaining("eyJ");
        }
    }

    @Test
    void all_missing_environment_variables_are_named() {
        assertThatThrownBy(() -> AcmeVideoProvider.builder().environment(Map.of("ACME_API_KEY", "key")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ACME_URL, ACME_API_SECRET")
                .hasMessageNotContaining("ACME_API_KEY");
    }

    @Test
    void neither_builder_nor_provider_print_the_secret() {
        assertThat(builder() + " " + video).contains("key", server.url()).doesNotContain("very-secret-value");
    }
}

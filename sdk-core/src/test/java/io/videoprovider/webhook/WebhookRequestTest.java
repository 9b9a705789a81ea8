package io.videoprovider.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.error.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRequestTest {

    private static final byte[] BODY = "{\"turn_password\":\"hunter2\"}".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION", "aUTHORIZATION"})
    void headers_are_found_in_any_case(String sent) {
        WebhookRequest request = WebhookRequest.of(Map.of(sent, List.of("token")), BODY);

        assertThat(request.header("Authorization")).containsExactly("token");
        assertThat(request.header("authorization")).containsExactly("token");
        assertThat(request.header("Authorisation")).isEmpty();
    }

    @Test
    void case_does_not_follow_the_locale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(WebhookRequest.of(Map.of("X-SIGNATURE", List.of("s")), BODY)
                            .header("x-signature"))
                    .containsExactly("s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void a_header_that_came_twice_shows_twice_however_it_was_spelled() {
        assertThat(WebhookRequest.of(Map.of("X-Signature", List.of("a", "b")), BODY)
                        .header("x-signature"))
                .containsExactly("a", "b");
        assertThat(WebhookRequest.of(Map.of("X-Signature", List.of("a"), "x-signature", List.of("b")), BODY)
                        .header("X-SIGNATURE"))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void of_a_body_of_a_gigabyte_no_more_is_read_than_shows_that_it_is_too_large() throws IOException {
        AtomicLong read = new AtomicLong();
        InputStream gigabyte = new InputStream() {
            @Override
            public int read() {
                return read.incrementAndGet() > 1L << 30 ? -1 : ' ';
            }

            @Override
            public int read(byte[] into, int from, int length) {
                read.addAndGet(length);
                return length;
            }
        };

        WebhookRequest request = WebhookRequest.read(name -> null, gigabyte);

        assertThat(request.body()).hasSize(Webhooks.MAX_BODY_BYTES + 1);
        assertThat(read).hasValue(Webhooks.MAX_BODY_BYTES + 1L);
    }

    @Test
    void a_body_that_dribbles_is_cut_off_after_ten_seconds() {
        CountDownLatch never = new CountDownLatch(1);
        long start = System.nanoTime();
        InputStream dribble = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("reads blocks");
            }

            @Override
            public int read(byte[] into, int from, int length) {
                try {
                    boolean unused = never.await(100, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return 1;
            }
        };

        assertThatThrownBy(() -> WebhookRequest.read(name -> null, dribble))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("the body was not received within 10 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    @Test
    void a_body_that_is_small_is_read_whole() throws IOException {
        WebhookRequest request =
                WebhookRequest.read(Map.of("X-Signature", List.of("s")), new ByteArrayInputStream(BODY));

        assertThat(request.body()).isEqualTo(BODY);
        assertThat(request.header("x-signature")).containsExactly("s");
    }

    @Test
    void the_status_line_with_the_key_null_in_maps_of_the_jdk_is_not_a_header() {
        Map<@Nullable String, List<String>> headers = new HashMap<>();
        headers.put(null, List.of("HTTP/1.1 200 OK"));
        headers.put("X-Signature", List.of("s"));

        WebhookRequest request = WebhookRequest.of(WebhookRequestTest.<Map<String, List<String>>>as(headers), BODY);

        assertThat(request.header("x-signature")).containsExactly("s");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T> T as(Object any) {
        return (T) any;
    }

    @Test
    void a_look_up_is_called_each_time() {
        Map<String, String> headers = new HashMap<>(Map.of("X-Signature", "s"));
        WebhookRequest request = WebhookRequest.of(headers::get, BODY);

        assertThat(request.header("X-Signature")).containsExactly("s");
        assertThat(request.header("Other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "x-signature, X-Signature", // API Gateway's HTTP API, Azure Functions, HTTP/2
        "X-SIGNATURE, X-Signature", // API Gateway's REST API, as Stream writes it
        "X-Signature, x-signature",
        "X-SIGNATURE, x-signature",
        "X-Signature, X-SIGNATURE",
        "x-signature, X-SIGNATURE"
    })
    void a_look_up_that_is_case_sensitive_finds_headers_in_the_usual_cases(String sent, String wanted)
            throws IOException {
        Map<String, String> headers = Map.of(sent, "s");

        assertThat(WebhookRequest.of(headers::get, BODY).header(wanted)).containsExactly("s");
        assertThat(WebhookRequest.read(headers::get, new ByteArrayInputStream(BODY))
                        .header(wanted))
                .containsExactly("s");
    }

    @Test
    void the_case_of_a_look_up_does_not_follow_the_locale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            for (String sent : List.of("x-api-id", "X-API-ID")) {
                assertThat(WebhookRequest.of(Map.of(sent, "k")::get, BODY).header("X-Api-Id"))
                        .containsExactly("k");
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void headers_are_immutable() {
        Map<String, List<String>> headers = new HashMap<>(Map.of("X-Signature", List.of("s")));
        WebhookRequest request = WebhookRequest.of(headers, BODY);
        headers.clear();

        assertThatThrownBy(() -> request.header("X-Signature").clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(request.header("X-Signature")).containsExactly("s");
    }

    @Test
    void the_body_is_the_callers_own_and_is_not_printed() {
        WebhookRequest request = WebhookRequest.of(Map.of("Authorization", List.of("hunter2")), BODY);

        assertThat(request.body()).isSameAs(BODY);
        assertThat(request).hasToString("WebhookRequest[27 bytes]");
    }

    @Test
    void a_missing_value_is_rejected() {
        assertThatThrownBy(() -> WebhookRequest.of(Map.of(), Null.value()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("body must not be null");
        assertThatThrownBy(() -> WebhookRequest.of(Null.<Map<String, List<String>>>value(), BODY))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("headers must not be null");
    }
}

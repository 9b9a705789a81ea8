package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.TestClient.CALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Injected faults, as often as configured. */
class FaultsTest {

    private StreamEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = StreamEmulator.builder().start();
        client = new TestClient(emulator.url());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    @Test
    void an_injected_error_is_sent_the_given_number_of_times_without_effect() {
        emulator.faults().inject("GetOrCreateCall", 2, StreamFault.api(500, -1, "internal error"));
        String body = "{'data':{'created_by_id':'a'}}";
        client.post(CALL, body).fails(500, -1, "internal error");
        client.post(CALL, body).fails(500, -1, "internal error");
        assertThat(client.post(CALL, body).is(201).json().get("created").booleanValue())
                .isTrue();
        assertThat(emulator.requests()).extracting(StreamRequest::operation).containsOnly("GetOrCreateCall");
    }

    @Test
    void errors_may_be_unrecoverable_plain_text_or_a_rate_limit() {
        emulator.faults()
                .inject("GetApp", StreamFault.unrecoverable(400, 4, "never"))
                .inject("GetApp", StreamFault.text(502, "<html>bad gateway</html>"))
                .inject("GetApp", StreamFault.rateLimited(Duration.ofSeconds(3)).header("X-RateLimit-Remaining", "0"));
        TestClient.Answer first = client.get("/api/v2/app");
        first.fails(400, 4, "never");
        assertThat(first.json().get("unrecoverable").booleanValue()).isTrue();
        assertThat(client.get("/api/v2/app").is(502).http().body()).contains("bad gateway");
        TestClient.Answer limited = client.get("/api/v2/app");
        limited.fails(429, 9, "Too many requests");
        assertThat(limited.header("Retry-After")).isEqualTo("3");
        assertThat(limited.header("X-RateLimit-Remaining")).isEqualTo("0");
        client.get("/api/v2/app").is(200);
    }

    @Test
    void a_connection_breaks_before_or_after_the_effect_or_in_the_middle_of_the_answer() {
        emulator.faults().inject("GetOrCreateCall", StreamFault.dropBeforeProcessing());
        String body = "{'data':{'created_by_id':'a'}}";
        assertThatThrownBy(() -> client.post(CALL, body)).isInstanceOf(UncheckedIOException.class);
        client.get(CALL).is(404);
        emulator.faults().inject("GetOrCreateCall", StreamFault.dropAfterProcessing());
        assertThatThrownBy(() -> client.post(CALL, body)).isInstanceOf(UncheckedIOException.class);
        client.get(CALL).is(200);
        emulator.faults().inject("Get*", StreamFault.truncatedBody());
        assertThatThrownBy(() -> client.get(CALL)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void a_reset_connection_differs_from_a_closed_one_and_the_request_takes_effect() {
        emulator.faults().inject("GetOrCreateCall", StreamFault.reset());
        assertThatThrownBy(() -> client.post(CALL, "{'data':{'created_by_id':'a'}}"))
                .hasCauseInstanceOf(SocketException.class);
        client.get(CALL).is(200);
    }

    @Test
    void the_journal_distinguishes_processed_requests_from_faults() {
        emulator.faults()
                .inject("GetApp", StreamFault.text(500, "x"))
                .inject("GetApp", StreamFault.delay(Duration.ofMillis(1)));
        client.get("/api/v2/app").is(500);
        client.get("/api/v2/app").is(200);
        assertThat(emulator.requests()).extracting(StreamRequest::processed).containsExactly(false, true);
    }

    @Test
    void a_delay_is_exact_and_clear_removes_further_faults() {
        emulator.faults().inject("GetApp", StreamFault.delay(Duration.ofMillis(200)));
        long begin = System.nanoTime();
        client.get("/api/v2/app").is(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        emulator.faults().inject("*", Integer.MAX_VALUE, StreamFault.text(503, "down"));
        client.get("/api/v2/app").is(503);
        client.get("/api/v2/video/edges").is(503);
        emulator.faults().clear();
        client.get("/api/v2/app").is(200);
        assertThatThrownBy(() -> StreamFault.text(99, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reset_forgets_everything_but_the_users_that_were_there_from_the_beginning() {
        try (StreamEmulator seeded = StreamEmulator.builder().user("john").start();
                TestClient caller = new TestClient(seeded.url())) {
            caller.users("alice");
            caller.call("john", "alice");
            seeded.faults().inject("GetApp", StreamFault.text(503, "down"));
            seeded.reset();
            assertThat(seeded.requests()).isEmpty();
            caller.get("/api/v2/app").is(200);
            caller.get(CALL).fails(404, 16, "Can't find call");
            caller.post(CALL, "{'data':{'created_by_id':'a','members':[{'user_id':'john'},{'user_id':'alice'}]}}")
                    .fails(400, 4, "don't exist: [alice]");
        }
    }

    @Test
    void nothing_prints_a_secret() {
        client.get("/api/v2/app").is(200);
        assertThat(emulator.requests().toString() + emulator + new StreamWebhookSigner("key", "hush"))
                .doesNotContain("eyJ")
                .doesNotContain("secret")
                .doesNotContain("hush");
    }
}

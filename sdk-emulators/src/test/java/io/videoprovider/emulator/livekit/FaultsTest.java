package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.videoprovider.emulator.Delays;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Injected faults, and the effects of requests despite them. */
class FaultsTest {

    private LiveKitEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", "secret")
                .delays(Delays.SHORT)
                .start();
        client = new TestClient(emulator.url());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    private TestClient.Answer createRoom() throws IOException {
        return client.createRoom("{\"name\":\"r\"}");
    }

    private boolean roomExists() throws IOException {
        return !client.call("RoomService/ListRooms", Map.of("roomList", true), "{}")
                .json()
                .get("rooms")
                .isEmpty();
    }

    @Test
    void an_error_is_answered_as_often_as_planned_and_the_request_has_no_effect() throws IOException {
        emulator.faults()
                .inject(
                        "CreateRoom",
                        2,
                        LiveKitFault.twirp(503, "unavailable", "later").header("Retry-After", "7"));
        TestClient.Answer answer = createRoom();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("unavailable");
        assertThat(answer.headers()).containsEntry("Retry-After", "7");
        assertThat(roomExists()).isFalse();
        assertThat(createRoom().status()).isEqualTo(503);
        assertThat(createRoom().status()).isEqualTo(200);
        assertThat(emulator.requests()).hasSize(4);
    }

    @Test
    void a_response_need_not_be_json() throws IOException {
        emulator.faults()
                .inject("*", LiveKitFault.text(502, "Bad Gateway"))
                .inject("RoomService/*", LiveKitFault.body(200, "text/html", "<html>"));
        assertThat(createRoom().body()).isEqualTo("Bad Gateway");
        TestClient.Answer html = createRoom();
        assertThat(html.status()).isEqualTo(200);
        assertThat(html.contentType()).isEqualTo("text/html");
        assertThat(createRoom().status()).isEqualTo(200);
    }

    @Test
    void a_connection_that_breaks_before_leaves_nothing_behind() throws IOException {
        emulator.faults().inject("CreateRoom", LiveKitFault.dropBeforeProcessing());
        assertThatExceptionOfType(IOException.class).isThrownBy(this::createRoom);
        assertThat(roomExists()).isFalse();
    }

    @Test
    void a_connection_that_breaks_after_leaves_the_effect_behind() throws IOException {
        emulator.faults().inject("CreateRoom", LiveKitFault.dropAfterProcessing());
        assertThatExceptionOfType(IOException.class).isThrownBy(this::createRoom);
        assertThat(roomExists()).isTrue();
    }

    @Test
    void an_answer_may_end_in_the_middle() throws IOException {
        emulator.faults().inject("CreateRoom", LiveKitFault.truncatedBody());
        assertThatExceptionOfType(IOException.class).isThrownBy(this::createRoom);
        assertThat(roomExists()).isTrue();
    }

    @Test
    void a_reset_connection_differs_from_a_closed_one_and_the_request_takes_effect() throws IOException {
        emulator.faults().inject("CreateRoom", LiveKitFault.reset());
        assertThatExceptionOfType(SocketException.class).isThrownBy(this::createRoom);
        assertThat(roomExists()).isTrue();
    }

    @Test
    void the_journal_distinguishes_processed_requests_from_faults() throws IOException {
        emulator.faults()
                .inject("CreateRoom", LiveKitFault.text(500, "x"))
                .inject("CreateRoom", LiveKitFault.delay(Duration.ofMillis(1)));
        createRoom();
        createRoom();
        assertThat(emulator.requests()).extracting(LiveKitRequest::processed).containsExactly(false, true);
    }

    @Test
    void an_answer_may_be_late() throws IOException {
        emulator.faults().inject("CreateRoom", LiveKitFault.delay(Duration.ofMillis(150)));
        long began = System.nanoTime();
        assertThat(createRoom().status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void faults_concern_the_calls_they_name_and_end_when_cleared() throws IOException {
        emulator.faults().inject("DeleteRoom", Integer.MAX_VALUE, LiveKitFault.text(500, "x"));
        assertThat(createRoom().status()).isEqualTo(200);
        emulator.faults().inject("CreateRoom", Integer.MAX_VALUE, LiveKitFault.text(500, "x"));
        assertThat(createRoom().status()).isEqualTo(500);
        assertThat(createRoom().status()).isEqualTo(500);
        emulator.faults().clear();
        assertThat(createRoom().status()).isEqualTo(200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emulator.faults().inject("*", 0, LiveKitFault.truncatedBody()));
    }

    @Test
    void closing_does_not_wait_for_requests_that_wait() throws Exception {
        LiveKitEmulator slow = LiveKitEmulator.builder()
                .apiKey("devkey", "secret")
                .delays(Delays.scaled(100))
                .start();
        try (TestClient waiting = new TestClient(slow.url())) {
            CompletableFuture<Integer> answered = CompletableFuture.supplyAsync(() -> {
                try {
                    return waiting.admin("RoomService/SendData", "none", "{\"room\":\"none\"}")
                            .status();
                } catch (IOException e) {
                    return 0;
                }
            });
            slow.awaitRequests(requests -> !requests.isEmpty(), Duration.ofSeconds(20));
            slow.close();
            assertThat(answered.get(10, TimeUnit.SECONDS)).isIn(0, 503);
        }
    }
}

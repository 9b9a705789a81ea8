package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.kit.TestReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The order, the attempts and the loss of webhooks. */
class WebhookDeliveryTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private TestReceiver receiver;
    private LiveKitEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        receiver = new TestReceiver();
        startEmulator(builder -> builder.delays(Delays.scaled(0.01)));
    }

    private void startEmulator(UnaryOperator<LiveKitEmulator.Builder> with) {
        emulator = with.apply(
                        LiveKitEmulator.builder().apiKey("devkey", "secret").webhook(receiver.url(), "devkey"))
                .start();
        client = new TestClient(emulator.url());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
        receiver.close();
    }

    private void createRoom(String name) throws IOException {
        assertThat(client.createRoom("{\"name\":\"" + name + "\"}").status()).isEqualTo(200);
    }

    private void deleteRoom(String name) throws IOException {
        client.call("RoomService/DeleteRoom", Map.of("roomCreate", true), "{\"room\":\"" + name + "\"}");
    }

    private List<LiveKitWebhook> await(int attempts) {
        return emulator.awaitWebhooks(sent -> sent.size() >= attempts, SOON);
    }

    private List<String> eventsReceived() {
        return receiver.events().stream()
                .map(event -> event.get("event").asString())
                .toList();
    }

    @Test
    void the_events_of_a_room_come_in_the_order_in_which_things_happened() throws IOException {
        createRoom("r");
        LiveKitParticipant alice = emulator.join(TestTokens.join("r", "alice"));
        String track = alice.publish("camera");
        alice.unpublish(track);
        alice.publish("microphone");
        deleteRoom("r");
        await(8);
        assertThat(eventsReceived())
                .containsExactly(
                        "room_started",
                        "participant_joined",
                        "track_published",
                        "track_unpublished",
                        "track_published",
                        "track_unpublished",
                        "participant_left",
                        "room_finished");
    }

    @Test
    void a_failed_delivery_is_repeated_with_the_same_bytes_and_the_same_token() throws IOException {
        receiver.answers(500, 429, 502);
        createRoom("r");
        List<LiveKitWebhook> sent = await(4);
        assertThat(sent).extracting(LiveKitWebhook::status).containsExactly(500, 429, 502, 200);
        assertThat(sent).extracting(LiveKitWebhook::attempt).containsExactly(1, 2, 3, 4);
        assertThat(receiver.received())
                .extracting(TestReceiver::body, request -> request.getHeaders().get("Authorization"))
                .hasSize(4)
                .containsOnly(org.assertj.core.groups.Tuple.tuple(
                        TestReceiver.body(receiver.received().get(0)),
                        receiver.received().get(0).getHeaders().get("Authorization")));
    }

    @Test
    void after_five_attempts_with_growing_pauses_a_delivery_is_lost() throws IOException {
        receiver.answers(500, 500, 500, 500, 500);
        createRoom("r");
        await(5);
        deleteRoom("r");
        List<LiveKitWebhook> sent = await(6);
        assertThat(sent.get(5).event()).isEqualTo("room_finished");
        for (int i = 1; i < 5; i++) {
            assertThat(Duration.between(sent.get(i - 1).at(), sent.get(i).at()))
                    .isGreaterThanOrEqualTo(Duration.ofMillis((10 << (i - 1)) - 2));
        }
    }

    @Test
    void a_receiver_that_closes_the_connection_is_retried() throws IOException {
        receiver.answers(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        createRoom("r");
        assertThat(await(2)).extracting(LiveKitWebhook::status).containsExactly(0, 200);
    }

    @Test
    void an_event_that_is_refused_is_lost_at_once() throws IOException {
        receiver.answers(404, 400, 501);
        createRoom("a");
        createRoom("b");
        createRoom("c");
        createRoom("d");
        assertThat(await(4)).extracting(LiveKitWebhook::attempt).containsOnly(1);
    }

    @Test
    void a_redirect_is_followed_as_an_empty_get() throws IOException {
        receiver.answers(new MockResponse.Builder()
                .code(302)
                .setHeader("Location", "/elsewhere")
                .build());
        createRoom("r");
        assertThat(await(1)).extracting(LiveKitWebhook::status).containsExactly(200);
        List<RecordedRequest> received = receiver.received();
        assertThat(received).extracting(RecordedRequest::getMethod).containsExactly("POST", "GET");
        assertThat(TestReceiver.body(received.get(1))).isEmpty();
    }

    @Test
    void a_receiver_may_set_retry_after() throws IOException {
        receiver.answers(new MockResponse.Builder()
                .code(503)
                .setHeader("Retry-After", "20")
                .build());
        createRoom("r");
        List<LiveKitWebhook> sent = await(2);
        assertThat(Duration.between(sent.get(0).at(), sent.get(1).at())).isGreaterThan(Duration.ofMillis(190));
    }

    @Test
    void a_repeated_event_holds_back_its_own_room_and_no_other() throws IOException {
        // Repeated for two seconds, so that the other room has an event meanwhile.
        client.close();
        emulator.close();
        startEmulator(builder -> builder.delays(Delays.scaled(0.3)));
        receiver.answers(500, 500, 500);
        createRoom("slow");
        await(1);
        deleteRoom("slow");
        createRoom("quick");
        List<LiveKitWebhook> sent = emulator.awaitWebhooks(
                all -> all.stream().anyMatch(hook -> hook.event().equals("room_finished")), SOON);
        List<String> slow = sent.stream()
                .filter(hook -> hook.room().equals("slow") && hook.status() == 200)
                .map(LiveKitWebhook::event)
                .toList();
        assertThat(slow).containsExactly("room_started", "room_finished");
        assertThat(sent).anySatisfy(hook -> assertThat(hook.room()).isEqualTo("quick"));
    }

    @Test
    void a_receiver_that_never_answers_does_not_keep_the_emulator_from_closing() throws IOException {
        receiver.answers(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        createRoom("r");
        createRoom("other");
        await(1);
        long began = System.nanoTime();
        emulator.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void webhooks_are_dropped_and_duplicated_on_demand() throws IOException {
        emulator.faults().dropWebhooks("room_started", 1).duplicateWebhooks("room_*", 1);
        createRoom("a");
        createRoom("b");
        List<LiveKitWebhook> sent = await(2);
        assertThat(sent).extracting(LiveKitWebhook::room).containsExactly("b", "b");
        assertThat(sent.get(0).id()).isEqualTo(sent.get(1).id());
    }

    @Test
    void a_webhook_is_overtaken_on_demand() throws IOException {
        emulator.faults().reorderWebhooks("room_started", 1);
        createRoom("r");
        emulator.join(TestTokens.join("r", "alice"));
        assertThat(await(2)).extracting(LiveKitWebhook::event).containsExactly("participant_joined", "room_started");
    }

    @Test
    void a_webhook_that_nothing_overtook_is_sent_when_the_faults_are_cleared() throws IOException {
        emulator.faults().reorderWebhooks("room_started", 1);
        createRoom("r");
        emulator.faults().clear();
        assertThat(await(1)).extracting(LiveKitWebhook::event).containsExactly("room_started");
    }

    @Test
    void the_clock_of_the_tokens_can_be_off() throws IOException {
        emulator.faults().skewWebhookClock(Duration.ofHours(-1));
        createRoom("r");
        await(1);
        JsonNode event = receiver.events().get(0);
        long issued = TestTokens.verified(receiver.received().get(0), "secret")
                .get("iat")
                .asLong();
        assertThat(event.get("createdAt").asLong() - issued).isBetween(3598L, 3602L);
    }

    @Test
    void receivers_can_be_added_later() throws IOException {
        try (TestReceiver second = new TestReceiver()) {
            emulator.addWebhook(second.url(), "devkey");
            createRoom("r");
            await(2);
            assertThat(second.events()).hasSize(1);
            assertThat(second.events()).isEqualTo(receiver.events());
        }
    }

    @Test
    void toString_of_a_webhook_contains_no_secret() throws IOException {
        createRoom("r");
        LiveKitWebhook sent = await(1).get(0);
        String password = TestClient.JSON
                .readTree(sent.body())
                .path("room")
                .path("turnPassword")
                .asString();
        assertThat(password).hasSizeGreaterThan(20);
        assertThat(sent.toString()).doesNotContain(password).contains("room_started");
    }
}

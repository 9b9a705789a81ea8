package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.kit.TestReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Many concurrent requests, without leaks. */
class SoakTest {

    private static final int THREADS = 64;
    private static final int ROUNDS = 30;

    @Test
    void concurrent_rooms_each_emit_their_events_in_order() throws Exception {
        try (TestReceiver receiver = new TestReceiver();
                LiveKitEmulator emulator = LiveKitEmulator.builder()
                        .apiKey("devkey", "secret")
                        .webhook(receiver.url(), "devkey")
                        .delays(Delays.SHORT)
                        .start();
                TestClient client = new TestClient(emulator.url())) {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<Void>> lives = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    lives.add(threads.submit(rooms(emulator, client, "room-" + i)));
                }
                for (Future<Void> life : lives) {
                    life.get();
                }
            } finally {
                threads.shutdownNow();
            }
            int events = THREADS * ROUNDS * 6;
            List<LiveKitWebhook> sent = emulator.awaitWebhooks(all -> all.size() == events, Duration.ofSeconds(60));
            Map<String, List<String>> byRoom = sent.stream()
                    .collect(Collectors.groupingBy(
                            LiveKitWebhook::room, Collectors.mapping(LiveKitWebhook::event, Collectors.toList())));
            List<String> round = List.of(
                    "room_started",
                    "participant_joined",
                    "track_published",
                    "track_unpublished",
                    "participant_left",
                    "room_finished");
            assertThat(byRoom).hasSize(THREADS);
            assertThat(byRoom.values()).allSatisfy(story -> {
                for (int i = 0; i < ROUNDS; i++) {
                    assertThat(story.subList(i * 6, i * 6 + 6)).isEqualTo(round);
                }
            });
            assertThat(emulator.participants()).isEmpty();
        }
    }

    private static Callable<Void> rooms(LiveKitEmulator emulator, TestClient client, String room) {
        return () -> {
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(client.createRoom("{\"name\":\"" + room + "\"}").status())
                        .isEqualTo(200);
                LiveKitParticipant alice = emulator.join(TestTokens.join(room, "alice"));
                alice.publish("camera");
                assertThat(client.admin("RoomService/ListParticipants", room, "{\"room\":\"" + room + "\"}")
                                .json()
                                .get("participants"))
                        .hasSize(1);
                client.call("RoomService/DeleteRoom", Map.of("roomCreate", true), "{\"room\":\"" + room + "\"}");
            }
            return null;
        };
    }

    @Test
    void a_closed_emulator_leaves_no_thread_behind() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (TestReceiver receiver = new TestReceiver();
                LiveKitEmulator emulator = LiveKitEmulator.builder()
                        .apiKey("devkey", "secret")
                        .webhook(receiver.url(), "devkey")
                        .start();
                TestClient client = new TestClient(emulator.url())) {
            client.createRoom("{\"name\":\"r\"}");
            emulator.awaitWebhooks(sent -> sent.size() == 1, Duration.ofSeconds(20));
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && thread.getName().startsWith("livekit-emulator")) {
                try {
                    thread.join(5_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }
}

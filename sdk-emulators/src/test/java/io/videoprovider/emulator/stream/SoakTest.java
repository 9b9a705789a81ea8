package io.videoprovider.emulator.stream;

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

    private static final int THREADS = 32;
    private static final int ROUNDS = 12;
    private static final List<String> ROUND = List.of(
            "call.created",
            "call.session_started",
            "call.session_participant_joined",
            "call.session_participant_count_updated",
            "call.ended",
            "call.session_participant_left",
            "call.session_participant_count_updated",
            "call.session_ended",
            "call.deleted");

    @Test
    void concurrent_calls_each_emit_their_events_in_order() throws Exception {
        try (TestReceiver receiver = new TestReceiver();
                StreamEmulator emulator = StreamEmulator.builder()
                        .webhook(receiver.url())
                        .delays(Delays.SHORT)
                        .start();
                TestClient client = new TestClient(emulator.url())) {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                List<Future<Void>> lives = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    lives.add(threads.submit(calls(emulator, client, "call-" + i)));
                }
                for (Future<Void> life : lives) {
                    life.get();
                }
            } finally {
                threads.shutdownNow();
            }
            int events = THREADS * ROUNDS * ROUND.size();
            List<StreamWebhook> sent = emulator.awaitWebhooks(all -> all.size() == events, Duration.ofSeconds(60));
            Map<String, List<String>> byCall = sent.stream()
                    .collect(Collectors.groupingBy(
                            StreamWebhook::callCid, Collectors.mapping(StreamWebhook::event, Collectors.toList())));
            assertThat(byCall).hasSize(THREADS);
            assertThat(byCall.values()).allSatisfy(story -> {
                for (int i = 0; i < ROUNDS; i++) {
                    assertThat(story.subList(i * ROUND.size(), (i + 1) * ROUND.size()))
                            .isEqualTo(ROUND);
                }
            });
            assertThat(emulator.participants()).isEmpty();
        }
    }

    private static Callable<Void> calls(StreamEmulator emulator, TestClient client, String id) {
        String path = "/api/v2/video/call/default/" + id;
        return () -> {
            for (int i = 0; i < ROUNDS; i++) {
                client.post(path, "{'data':{'created_by_id':'admin'}}").is(201);
                emulator.join(TestClient.token("alice"), "default:" + id).publish("camera");
                assertThat(client.post(path + "/participants", "{}").json().get("participants"))
                        .hasSize(1);
                client.post(path + "/mark_ended", "{}").is(201);
                client.post(path + "/delete", "{}").is(201);
            }
            return null;
        };
    }

    @Test
    void a_closed_emulator_leaves_no_thread_behind() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (TestReceiver receiver = new TestReceiver();
                StreamEmulator emulator =
                        StreamEmulator.builder().webhook(receiver.url()).start();
                TestClient client = new TestClient(emulator.url())) {
            client.call();
            emulator.awaitWebhooks(sent -> sent.size() == 1, Duration.ofSeconds(20));
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && thread.getName().startsWith("stream-emulator")) {
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

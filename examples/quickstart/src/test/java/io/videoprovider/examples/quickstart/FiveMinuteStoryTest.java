package io.videoprovider.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first example of the README, word for word. */
class FiveMinuteStoryTest {

    private static final Path README = Path.of("../../README.md");
    private static final Path HERE =
            Path.of("src/test/java/io/videoprovider/examples/quickstart/FiveMinuteStoryTest.java");

    @Test
    @SuppressWarnings("UnusedVariable") // the example passes the token to a user
    void runs() {
        try (LiveKitEmulator emulator = LiveKitEmulator.builder().start()) {
            String url = emulator.url().toString();
            // story
            try (VideoProvider video = LiveKitVideoProvider.builder()
                    .url(url)
                    .apiKey("devkey")
                    .apiSecret("secret")
                    .build()) {

                Call call = video.calls()
                        .getOrCreate(CallRequest.builder(CallId.random("consult"))
                                .title("Weekly consultation")
                                .startsAt(Instant.now())
                                .custom("bookingId", "b-42")
                                .build());

                JoinToken token = video.tokens()
                        .mint(TokenRequest.builder("alice", call.id())
                                .role(Role.HOST)
                                .displayName("Alice")
                                .ttl(Duration.ofHours(1))
                                .build());

                Recording recording = video.recordings()
                        .start(
                                call.id(),
                                RecordingRequest.composite()
                                        .layout(Layout.GRID)
                                        .quality(Quality.HD_1080P)
                                        .build());
                video.recordings().stop(recording.id());
                video.calls().end(call.id());
            }
            // end
            assertThat(emulator.requests())
                    .extracting(
                            request -> request.path().substring(request.path().lastIndexOf('/') + 1))
                    .containsSubsequence("CreateRoom", "StartEgress", "StopEgress", "DeleteRoom");
        }
    }

    @Test
    void receives_a_webhook() {
        byte[] rawBody =
                "{\"event\":\"participant_joined\",\"room\":{\"name\":\"r\"},\"participant\":{\"sid\":\"PA_1\",\"identity\":\"alice\"},\"id\":\"EV_1\",\"createdAt\":\"1\"}"
                        .getBytes(StandardCharsets.UTF_8);
        Map<String, List<String>> headers = Map.of(
                "Authorization",
                List.of(new LiveKitWebhookSigner("devkey", "secret").authorization(rawBody, Instant.now())));
        try (VideoProvider video = LiveKitVideoProvider.builder()
                .url("ws://localhost:7880")
                .apiKey("devkey")
                .apiSecret("secret")
                .build()) {
            String greeted = "";
            // webhook
            VideoEvent event = video.webhooks().parse(WebhookRequest.of(headers, rawBody));
            if (event instanceof ParticipantJoined joined) {
                greeted = joined.participant().userId();
            }
            // end
            assertThat(greeted).isEqualTo("alice");
        }
    }

    @Test
    void stands_in_readme() throws IOException {
        String source = Files.readString(HERE);
        String readme = squeezed(Files.readString(README));

        String story = squeezed(between(source, "// story\n", "// end\n"));
        assertThat(readme).contains(story.replace(".url(url)", ".url(\"ws://localhost:7880\")"));
        assertThat(readme).contains(squeezed(between(source, "// webhook\n", "// end\n")));
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}

package io.videoprovider.stream;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testing.VideoProviderContract;
import io.videoprovider.token.JoinToken;
import io.videoprovider.webhook.WebhookRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the emulator. */
class StreamEmulatorContractTest extends VideoProviderContract {

    private static WebhookInbox inbox;
    private static StreamEmulator emulator;
    private static VideoProvider video;

    @BeforeAll
    static void start() {
        inbox = WebhookInbox.listen();
        emulator = StreamEmulator.builder()
                .apiKey("key", "secret")
                .delays(Delays.SHORT)
                .webhook(inbox.url())
                .start();
        video = StreamVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey("key")
                .apiSecret("secret")
                .build();
    }

    @AfterAll
    static void stop() {
        video.close();
        emulator.close();
        inbox.close();
    }

    @Override
    protected VideoProvider provider() {
        return video;
    }

    @Override
    protected SimulatedParticipant join(JoinToken token) {
        if (token.displayName() != null) {
            // A client SDK connects with the user's id and name, and Stream takes the name over.
            Json user = Json.builder()
                    .put("id", token.userId())
                    .put("name", token.displayName())
                    .build();
            video.unwrap(StreamClient.class).upsertUsers(List.of(user));
        }
        return emulator.join(token.token());
    }

    @Override
    protected List<WebhookRequest> webhooks(CallId call) {
        return inbox.about(call);
    }
}

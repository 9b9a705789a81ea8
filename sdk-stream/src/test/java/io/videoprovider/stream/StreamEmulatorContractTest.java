package io.videoprovider.stream;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testing.StreamEmulatorExtension;
import io.videoprovider.testing.VideoProviderContract;
import io.videoprovider.token.JoinToken;
import io.videoprovider.webhook.WebhookRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on the emulator. */
class StreamEmulatorContractTest extends VideoProviderContract {

    @RegisterExtension
    static final StreamEmulatorExtension stream = new StreamEmulatorExtension();

    private static VideoProvider video;

    @BeforeAll
    static void connect() {
        video = StreamVideoProvider.builder()
                .url(stream.url())
                .apiKey(stream.apiKey())
                .apiSecret(stream.apiSecret())
                .build();
        Json storage = Tests.json(
                "{'name':'my-bucket','storage_type':'s3','bucket':'b','path':'','aws_s3':{'s3_region':'eu-1'}}");
        video.unwrap(StreamClient.class).request("POST", "external_storage", storage);
    }

    @AfterAll
    static void close() {
        video.close();
    }

    @Override
    protected VideoProvider provider() {
        return video;
    }

    @Override
    protected SimulatedParticipant join(JoinToken token) {
        return stream.emulator().join(token.token());
    }

    @Override
    protected List<WebhookRequest> webhooks(CallId call) {
        return stream.webhooks().received(call, video.webhooks());
    }
}

package com.acme.video;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.testing.VideoProviderContract;
import io.videoprovider.token.JoinToken;
import io.videoprovider.webhook.WebhookRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class AcmeContractTest extends VideoProviderContract {

    private static AcmeServer server;
    private static VideoProvider video;

    @BeforeAll
    static void start() {
        server = new AcmeServer("key", "secret");
        video = AcmeVideoProvider.builder()
                .url(server.url())
                .apiKey("key")
                .apiSecret("secret")
                .build();
    }

    @AfterAll
    static void stop() {
        video.close();
        server.close();
    }

    @Override
    protected VideoProvider provider() {
        return video;
    }

    @Override
    protected SimulatedParticipant join(JoinToken token) {
        return server.join(token.token());
    }

    @Override
    protected List<WebhookRequest> webhooks(CallId call) {
        return server.webhooks(call);
    }
}

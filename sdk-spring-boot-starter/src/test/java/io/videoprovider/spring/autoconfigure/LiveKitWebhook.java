package io.videoprovider.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.VideoProvider;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.springframework.context.ApplicationContext;

/**
 * A webhook as LiveKit sends it, signed with {@link #SECRET}.
 *
 * @param body the JSON body
 */
public record LiveKitWebhook(String body) {

    /** Id of the API key. */
    public static final String KEY = "key";

    /** Secret of the API key. */
    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** Returns the properties of a provider that accepts it. */
    public static String[] properties() {
        return new String[] {
            "videoprovider.livekit.url=ws://localhost:7880",
            "videoprovider.livekit.api-key=" + KEY,
            "videoprovider.livekit.api-secret=" + SECRET
        };
    }

    /**
     * Returns a property for applications with an inbox in a database: the first access loads the classes of the driver, which takes
     * seconds on a busy machine.
     */
    public static String patientInbox() {
        return "videoprovider.inbox.timeout=20s";
    }

    /** Creates a webhook for a room that has started. */
    public static LiveKitWebhook roomStarted(String room) {
        return new LiveKitWebhook("{\"event\":\"room_started\",\"id\":\"EV_" + UUID.randomUUID()
                + "\",\"createdAt\":\"1795170000\",\"room\":{\"sid\":\"RM_1\",\"name\":\"" + room + "\"}}");
    }

    /** Passes it to the intake of an application without a web server and returns the status of the response. */
    public int receive(ApplicationContext app) {
        byte[] bytes = body.getBytes(UTF_8);
        return app.getBean(WebhookIntake.class)
                .receive(
                        app.getBean(VideoProvider.class).webhooks(),
                        WebhookRequest.of(new LiveKitWebhookSigner(KEY, SECRET).headers(bytes), bytes))
                .status();
    }

    /** Sends it to a running application and returns the status of the response. */
    public int post(ApplicationContext app) throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + app.getEnvironment().getProperty("local.server.port") + "/webhooks/video/livekit"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        new LiveKitWebhookSigner(KEY, SECRET)
                .headers(bytes)
                .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}

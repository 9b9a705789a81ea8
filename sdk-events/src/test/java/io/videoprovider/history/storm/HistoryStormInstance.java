package io.videoprovider.history.storm;

import io.videoprovider.VideoProvider;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.Reconciler;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.inbox.storm.StormDatabase;
import io.videoprovider.webhook.WebhookRequest;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * An application in its own process: intake, inbox, history and reconciler in a shared database. It receives webhooks through a socket, as
 * provider, headers and body, and responds with a status.
 */
final class HistoryStormInstance {

    private HistoryStormInstance() {}

    /** Arguments: URLs of the database, of LiveKit and of Stream. Prints the port and runs until the end of standard input. */
    public static void main(String[] args) throws IOException {
        DataSource dataSource = StormDatabase.pool(args[0]);
        Map<String, VideoProvider> providers =
                Map.of("livekit", HistoryStormTest.livekit(args[1]), "stream", HistoryStormTest.stream(args[2]));
        JdbcInbox inbox = JdbcInbox.builder(dataSource).build();
        CallHistory history = CallHistory.of(JdbcHistory.builder(dataSource).build());
        EventDispatcher.Builder dispatcher = EventDispatcher.builder(inbox)
                .projection(history.projection())
                .on(VideoEvent.class, "flaky", event -> failOneInTwenty())
                .lease(Duration.ofSeconds(3))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(500))
                .poll(Duration.ofMillis(100));
        Reconciler.Builder reconciler = Reconciler.builder(history, inbox)
                .rate(1000)
                .interval(Duration.ofSeconds(3))
                .grace(Duration.ofSeconds(2))
                .summaryDelay(Duration.ofSeconds(2));
        for (VideoProvider video : providers.values()) {
            dispatcher.source(video.id(), video.webhooks());
            reconciler.provider(video);
        }
        dispatcher.build().start();
        reconciler.build().start();
        WebhookIntake intake = new WebhookIntake(inbox);
        ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(() -> accept(server, providers, intake));
        System.out.println(server.getLocalPort());
        while (System.in.read() >= 0) {
            // Runs until the parent process ends.
        }
        System.exit(0);
    }

    private static void failOneInTwenty() {
        if (ThreadLocalRandom.current().nextInt(20) == 0) {
            throw new IllegalStateException("one in twenty");
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static void accept(ServerSocket server, Map<String, VideoProvider> providers, WebhookIntake intake) {
        while (true) {
            try {
                Socket socket = server.accept();
                start(() -> serve(socket, providers, intake));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket socket, Map<String, VideoProvider> providers, WebhookIntake intake) {
        try (socket;
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            VideoProvider video = Objects.requireNonNull(providers.get(in.readUTF()));
            Map<String, List<String>> headers = new HashMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                headers.put(in.readUTF(), List.of(in.readUTF()));
            }
            byte[] body = in.readNBytes(in.readInt());
            out.writeShort(intake.receive(video.webhooks(), WebhookRequest.of(headers, body))
                    .status());
        } catch (IOException gone) {
            // The sender has closed the connection.
        }
    }
}

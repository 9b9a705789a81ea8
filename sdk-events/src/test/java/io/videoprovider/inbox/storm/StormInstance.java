package io.videoprovider.inbox.storm;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.WebhookIntake;
import io.videoprovider.inbox.jdbc.JdbcInbox;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.webhook.WebhookRequest;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * An application in its own process: an intake, an inbox in the shared database, and handlers that fail one time in ten. It
 * receives webhooks through a socket as length, header, length and body, and responds with a status.
 */
final class StormInstance {

    static final Duration HOLD_BACK = Duration.ofSeconds(2);
    static final int CONCURRENCY = 256;

    private StormInstance() {}

    /** Arguments: URL of the database, name of the instance. Prints the port and runs until the end of standard input. */
    public static void main(String[] args) throws IOException {
        DataSource dataSource = StormDatabase.pool(args[0]);
        LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                .url("ws://localhost:7880")
                .apiKey("devkey")
                .apiSecret("secret")
                .build();
        JdbcInbox inbox = JdbcInbox.builder(dataSource).holdBack(HOLD_BACK).build();
        EventDispatcher dispatcher = EventDispatcher.builder(inbox)
                .source(video.id(), video.webhooks())
                .projection(JdbcHistory.builder(dataSource).build())
                .on(VideoEvent.class, "ledger", event -> write(dataSource, args[1], event))
                .on(VideoEvent.class, "flaky", event -> failOneInTen())
                .concurrency(CONCURRENCY)
                .lease(Duration.ofSeconds(3))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(500))
                .poll(Duration.ofMillis(100))
                .build();
        dispatcher.start();
        WebhookIntake intake = new WebhookIntake(inbox);
        ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(() -> accept(server, video, intake));
        acceptor.setDaemon(true);
        acceptor.start();
        System.out.println(server.getLocalPort());
        while (System.in.read() >= 0) {
            // Runs until the parent process ends.
        }
        dispatcher.stop(Duration.ofSeconds(20));
        System.exit(0);
    }

    private static void failOneInTen() {
        if (ThreadLocalRandom.current().nextInt(10) == 0) {
            throw new IllegalStateException("one in ten");
        }
    }

    private static void write(DataSource dataSource, String instance, VideoEvent event) throws Exception {
        long started = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        failOneInTen();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO storm_ledger (delivery_id, lane, started_at, instance) VALUES (?, ?, ?, ?)")) {
            statement.setString(1, event.deliveryId());
            statement.setString(2, String.valueOf(event.call()));
            statement.setLong(3, started);
            statement.setString(4, instance);
            statement.executeUpdate();
        }
    }

    private static void accept(ServerSocket server, LiveKitVideoProvider video, WebhookIntake intake) {
        while (true) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread thread = new Thread(() -> serve(socket, video, intake));
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket socket, LiveKitVideoProvider video, WebhookIntake intake) {
        try (socket;
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                String authorization = new String(in.readNBytes(in.readInt()), StandardCharsets.US_ASCII);
                byte[] body = in.readNBytes(in.readInt());
                out.writeShort(intake.receive(
                                video.webhooks(),
                                WebhookRequest.of(Map.of("Authorization", List.of(authorization)), body))
                        .status());
            }
        } catch (IOException gone) {
            // The sender has closed the connection.
        }
    }
}

package io.videoprovider.examples.meetings.browser;

import io.videoprovider.examples.meetings.RunningMeetings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Starts the application with a real media server. */
final class Servers {

    /** Open until the process ends. */
    private static final List<FileChannel> RESERVED = new ArrayList<>();

    private Servers() {}

    /** Starts the application with the server of {@code .ci/run}, which sends its webhooks to fixed ports. */
    static RunningMeetings shared() {
        return on(
                System.getenv("LIVEKIT_URL"),
                "--server.port=" + webhookPort(),
                "--videoprovider.turn.uris=" + System.getenv("TURN_URL"),
                "--videoprovider.turn.secret=" + System.getenv("TURN_SECRET"),
                "--meetings.storage.bucket=recordings",
                "--meetings.storage.endpoint=" + System.getenv("S3_MOCK_URL"),
                "--meetings.storage.path-style=true",
                "--meetings.storage.access-key=key",
                "--meetings.storage.secret-key=secret",
                "--meetings.media-sources=" + System.getenv("S3_MOCK_URL"));
    }

    /**
     * Returns a port that no other process of these tests uses. The first one is the last choice: tests of another module may use it at the
     * same time.
     */
    private static String webhookPort() {
        return Stream.of("LIVEKIT_SECOND_WEBHOOK_PORT", "LIVEKIT_THIRD_WEBHOOK_PORT", "LIVEKIT_WEBHOOK_PORT")
                .map(name -> System.getenv().getOrDefault(name, ""))
                .filter(port -> !port.isEmpty() && reserve(port))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("all ports for webhooks are in use, see docs/testing.md"));
    }

    /** Locks a file for the life of this process. */
    private static boolean reserve(String port) {
        try {
            FileChannel file = FileChannel.open(
                    Path.of("target", "webhook-port-" + port), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            RESERVED.add(file);
            return file.tryLock() != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the application with a LiveKit server whose keys are those of {@code --dev}. */
    static RunningMeetings on(String url, String... more) {
        return RunningMeetings.start(Stream.concat(
                        Stream.of(
                                "--videoprovider.emulator=false",
                                "--videoprovider.livekit.url=" + url,
                                "--videoprovider.livekit.api-key=devkey",
                                "--videoprovider.livekit.api-secret=secret",
                                "--meetings.requests-per-minute=100000",
                                "--server.shutdown=immediate"),
                        Arrays.stream(more))
                .toArray(String[]::new));
    }
}

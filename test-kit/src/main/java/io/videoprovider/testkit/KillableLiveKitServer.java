package io.videoprovider.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A real LiveKit server for one test, which may kill it and start it again: a single node without Redis, so without recordings. */
public final class KillableLiveKitServer implements AutoCloseable {

    /** The environment variable with the path of the program. */
    public static final String BINARY_VARIABLE = "LIVEKIT_SERVER_BINARY";

    public static final String API_KEY = "devkey";
    public static final String API_SECRET = "0123456789abcdefghijklmnopqrstuv";

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Path folder;
    private final int port;
    private Process process;

    private KillableLiveKitServer(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts a server, and returns when it is ready.
     *
     * @param folder the folder for its files, such as {@code livekit.log}
     * @param webhooks the URL to which it sends webhooks; null for none
     */
    public static KillableLiveKitServer start(Path folder, @Nullable URI webhooks) throws IOException {
        int[] ports = freePorts(3);
        String configuration = """
                port: %d
                bind_addresses: ["127.0.0.1"]
                rtc:
                  tcp_port: %d
                  udp_port: %d
                  use_external_ip: false
                  node_ip: 127.0.0.1
                  enable_loopback_candidate: true
                keys: {%s: %s}
                """.formatted(ports[0], ports[1], ports[2], API_KEY, API_SECRET);
        if (webhooks != null) {
            configuration += "webhook: {api_key: %s, urls: [\"%s\"]}%n".formatted(API_KEY, webhooks);
        }
        Files.writeString(folder.resolve("livekit.yaml"), configuration);
        return new KillableLiveKitServer(folder, ports[0]);
    }

    /** Returns ports below those that the system assigns by itself, so that they are free after a kill, too. */
    private static int[] freePorts(int count) {
        int[] ports = new int[count];
        int found = 0;
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() * 7919 % 12_000); found < count; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                ports[found++] = probe.getLocalPort();
            } catch (IOException taken) {
                // The next one may be free.
            }
        }
        return ports;
    }

    private Process launch() throws IOException {
        Path log = folder.resolve("livekit.log");
        Process started = new ProcessBuilder(
                        System.getenv(BINARY_VARIABLE),
                        "--config",
                        folder.resolve("livekit.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!ready()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new IllegalStateException("the server did not start: " + Files.readString(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return started;
    }

    private boolean ready() {
        try (InputStream response =
                URI.create("http://127.0.0.1:" + port + "/").toURL().openStream()) {
            return new String(response.readAllBytes(), UTF_8).equals("OK");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns the address for clients and for providers. */
    public String url() {
        return "ws://127.0.0.1:" + port;
    }

    /** Kills the server with SIGKILL: clients and receivers of webhooks are not notified. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts the server again on the same port, and returns when it is ready. It has no rooms. */
    public void restart() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

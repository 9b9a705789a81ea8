package io.videoprovider.livekit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real LiveKit server for one test: a single node without Redis, which can be killed and started again. */
public final class KillableServer implements AutoCloseable {

    /** The variable that names the program. */
    public static final String BINARY_VARIABLE = "LIVEKIT_SERVER_BINARY";

    public static final String API_KEY = "devkey";
    public static final String API_SECRET = "0123456789abcdefghijklmnopqrstuv";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Path configuration;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    /** Starts it, and returns when it is ready. */
    public KillableServer(Path folder, URI webhooks) {
        this.folder = folder;
        this.configuration = folder.resolve("livekit.yaml");
        int[] ports = freePorts(3);
        this.port = ports[0];
        try {
            Files.writeString(
                    configuration,
                    String.join(
                            "\n",
                            "port: " + ports[0],
                            "bind_addresses: [\"127.0.0.1\"]",
                            "rtc: {tcp_port: " + ports[1] + ", udp_port: " + ports[2]
                                    + ", use_external_ip: false, node_ip: 127.0.0.1}",
                            "keys: {" + API_KEY + ": " + API_SECRET + "}",
                            "webhook: {api_key: " + API_KEY + ", urls: [\"" + webhooks + "\"]}",
                            ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = start();
    }

    /** Free all at once, and below those that the system hands out by itself: they are to be free after a kill, too. */
    private static int[] freePorts(int count) {
        int[] ports = new int[count];
        int found = 0;
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() * 7919 % 12_000); found < count; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                ports[found++] = probe.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
        return ports;
    }

    private Process start() {
        try {
            Process started = new ProcessBuilder(System.getenv(BINARY_VARIABLE), "--config", configuration.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("livekit.log").toFile()))
                    .start();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!ready()) {
                if (!started.isAlive() || System.nanoTime() > deadline) {
                    started.destroyForcibly();
                    throw new IllegalStateException("the server did not start; see " + folder.resolve("livekit.log"));
                }
                LockSupport.parkNanos(10_000_000);
            }
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ready() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofSeconds(1))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body().equals("OK");
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Kills the server without a graceful shutdown (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server survived");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it again on the same port, and returns when it is ready. It has forgotten all rooms. */
    public void restart() {
        process = start();
    }

    @Override
    public void close() {
        kill();
    }
}

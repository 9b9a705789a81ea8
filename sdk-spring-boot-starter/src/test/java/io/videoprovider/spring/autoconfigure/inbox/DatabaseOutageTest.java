package io.videoprovider.spring.autoconfigure.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.TestApplication;
import io.videoprovider.spring.autoconfigure.TestApplication.ReceivedEvents;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;

/** An application whose database server is stopped and started. */
@Timeout(180)
class DatabaseOutageTest {

    private final String url;
    private final int port;
    private final List<Server> servers = new ArrayList<>();
    private final ExecutorService senders = Executors.newFixedThreadPool(40);

    DatabaseOutageTest() throws IOException {
        port = freePort();
        url = "jdbc:h2:tcp://127.0.0.1:" + port + "/mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    /** Returns a port below those that the system assigns by itself, so that no other program has it while the database is down. */
    private static int freePort() throws IOException {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() * 7919 % 12_000); ; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (BindException taken) {
                // The next one may be free.
            }
        }
    }

    @AfterEach
    void end() {
        senders.shutdownNow();
        servers.forEach(Server::stop);
    }

    private Server startDatabase() throws SQLException {
        Server server = Server.createTcpServer("-tcpPort", String.valueOf(port), "-ifNotExists")
                .start();
        servers.add(server);
        return server;
    }

    private ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(TestApplication.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off")
                .properties("spring.flyway.enabled=false", "spring.datasource.url=" + url)
                .properties("spring.datasource.username=sa", "videoprovider.inbox.initialize-schema=always")
                .properties(LiveKitWebhook.properties())
                .run(arguments);
    }

    @Test
    void application_starts_without_its_database_and_creates_the_tables_when_it_is_available() throws Exception {
        try (ConfigurableApplicationContext app = start()) {
            assertThat(LiveKitWebhook.roomStarted("consult").post(app)).isEqualTo(503);

            startDatabase();

            awaitAccepted(app);
            assertThat(app.getBean(ReceivedEvents.class).byHandler.poll(60, TimeUnit.SECONDS))
                    .isNotNull();
        }
    }

    @Test
    void application_fails_to_start_without_its_database_if_configured() {
        FailureAnalysis analysis = StartupFailures.analyze(
                catchThrowable(() -> start("--videoprovider.inbox.start-without-database=false")));

        assertThat(analysis.getDescription()).startsWith("The database of the inbox is unavailable: ");
        assertThat(analysis.getAction()).contains("spring.datasource.url", "start-without-database=true");
    }

    @Test
    void outage_neither_delays_webhooks_nor_blocks_other_requests() throws Exception {
        Server server = startDatabase();
        try (ConfigurableApplicationContext app = start("--server.tomcat.threads.max=8")) {
            // The first access loads the classes of the driver, which may exceed the timeout of the inbox.
            awaitAccepted(app);
            server.stop();

            List<CompletableFuture<Duration>> webhooks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String room = "room" + i;
                webhooks.add(CompletableFuture.supplyAsync(
                        () -> timed(503, () -> LiveKitWebhook.roomStarted(room).post(app)), senders));
            }
            Duration other = timed(401, () -> get(app, "/anything"));

            // Hikari's default is 30 seconds for each of them.
            assertThat(other).isLessThan(Duration.ofSeconds(10));
            for (CompletableFuture<Duration> webhook : webhooks) {
                assertThat(webhook.get(60, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(10));
            }
            assertThat(timed(503, () -> LiveKitWebhook.roomStarted("known").post(app)))
                    .isLessThan(Duration.ofSeconds(2));

            startDatabase();
            awaitAccepted(app);
        }
    }

    private interface Request {
        int send() throws IOException, InterruptedException;
    }

    private static Duration timed(int expected, Request request) {
        long started = System.nanoTime();
        try {
            assertThat(request.send()).isEqualTo(expected);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static int get(ConfigurableApplicationContext app, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static void awaitAccepted(ConfigurableApplicationContext app) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (LiveKitWebhook.roomStarted("after").post(app) != 200) {
            assertThat(System.nanoTime()).as("recovery").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}

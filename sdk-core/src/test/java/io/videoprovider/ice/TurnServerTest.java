package io.videoprovider.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.testkit.MutableClock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real coturn accepts these credentials; {@code turnutils_uclient}, of coturn, is the client. */
@EnabledIfEnvironmentVariable(named = "TURN_URL", matches = ".+")
@Execution(ExecutionMode.CONCURRENT)
class TurnServerTest {

    private static final String OTHER_SECRET = "not-the-secret-of-the-server";

    @TempDir
    Path folder;

    private static String url() {
        return System.getenv("TURN_URL");
    }

    private static TurnCredentials.Builder turn() {
        return TurnCredentials.builder().secret(System.getenv("TURN_SECRET")).uris(url());
    }

    /** Returns whether a client obtains an allocation and receives its own message through the server. */
    private boolean accepted(IceServer server) throws IOException, InterruptedException {
        return accepted(server.username(), server.credential());
    }

    private boolean accepted(String username, String password) throws IOException, InterruptedException {
        URI address = URI.create(url().replaceFirst("turn:", "turn://"));
        List<String> command = new ArrayList<>(List.of("turnutils_uclient", "-y", "-c", "-n", "1", "-m", "1"));
        command.addAll(List.of("-u", username, "-w", password));
        command.addAll(List.of("-p", String.valueOf(address.getPort()), address.getHost()));
        Path output = Files.createTempFile(folder, "turnutils_uclient", ".log");
        Process client = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            client.destroyForcibly();
        }
        String log = Files.readString(output, StandardCharsets.ISO_8859_1);
        if (client.exitValue() == 0) {
            assertThat(log).contains("Total lost packets 0 ");
            return true;
        }
        assertThat(log).contains("Cannot complete Allocation");
        return false;
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "livekit:alice", "zoë"})
    void minted_credentials_are_accepted(String userId) throws Exception {
        IceServers servers = turn().build().mint(userId);

        assertThat(accepted(servers.iceServers().get(0))).isTrue();
    }

    @Test
    void expired_credentials_are_refused() throws Exception {
        MutableClock past = new MutableClock(Instant.now().minusSeconds(120));
        IceServers servers =
                turn().ttl(Duration.ofMinutes(1)).clock(past).build().mint("alice");

        assertThat(accepted(servers.iceServers().get(0))).isFalse();
    }

    @Test
    void credentials_of_another_secret_or_user_are_refused() throws Exception {
        IceServer other =
                turn().secret(OTHER_SECRET).build().mint("alice").iceServers().get(0);
        IceServer alice = turn().build().mint("alice").iceServers().get(0);

        assertThat(accepted(other)).isFalse();
        assertThat(accepted(alice.username().replace("alice", "mallory"), alice.credential()))
                .isFalse();
    }

    @Test
    void a_server_with_either_secret_accepts_one_entry_during_a_rotation() throws Exception {
        Instant until = Instant.now().plusSeconds(600);
        List<IceServer> notYetRotated = turn().secret(OTHER_SECRET)
                .previousSecret(System.getenv("TURN_SECRET"), until)
                .build()
                .mint("alice")
                .iceServers();
        List<IceServer> rotated =
                turn().previousSecret(OTHER_SECRET, until).build().mint("alice").iceServers();

        assertThat(accepted(notYetRotated.get(1))).isTrue();
        assertThat(accepted(rotated.get(0))).isTrue();
    }
}

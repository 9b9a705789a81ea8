package io.videoprovider.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

/**
 * Participants with LiveKit's own client library, in a process of Node.js: {@code participant.mjs}, which describes the protocol. Not
 * thread-safe.
 */
final class RealClients implements AutoCloseable {

    /** The variable with the path of the folder with the program. */
    static final String FOLDER_VARIABLE = "LIVEKIT_NODE_MODULES";

    private final Process process;
    private final Writer commands;
    private final BufferedReader responses;
    private int number;

    private RealClients(Process process) {
        this.process = process;
        this.commands = process.outputWriter(UTF_8);
        this.responses = process.inputReader(UTF_8);
    }

    static RealClients start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", "participant.mjs")
                .directory(Path.of(System.getenv(FOLDER_VARIABLE)).toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Otherwise the client library writes a debug line for every join.
        builder.environment().put("NODE_ENV", "production");
        return new RealClients(builder.start());
    }

    /** Connects a participant. Returns the name of the connection in this process. */
    String join(String url, String user, String token) throws IOException {
        String id = user + "-" + number;
        request(Json.builder().put("do", "join").put("id", id).put("url", url).put("token", token));
        return id;
    }

    void leave(String id) throws IOException {
        request(Json.builder().put("do", "leave").put("id", id));
    }

    private void request(Json.Builder command) throws IOException {
        int n = ++number;
        commands.write(command.put("n", n).build().write() + "\n");
        commands.flush();
        while (true) {
            String line = responses.readLine();
            assertThat(line).as("a response of the clients").isNotNull();
            Json response = Json.parse(line);
            if (response.number("n") == n) {
                assertThat(response.text("error")).isNull();
                return;
            }
        }
    }

    /** Kills the process: the participants do not leave. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}

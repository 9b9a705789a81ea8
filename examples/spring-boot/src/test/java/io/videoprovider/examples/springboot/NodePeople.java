package io.videoprovider.examples.springboot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.common.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.concurrent.TimeUnit;

/** Participants that use LiveKit's client library, {@code ci/node/participant.mjs}. They stay until they are disconnected. */
final class NodePeople implements AutoCloseable {

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private int number;

    private NodePeople(Process process) {
        this.process = process;
        this.commands = process.outputWriter(UTF_8);
        this.answers = process.inputReader(UTF_8);
    }

    static NodePeople start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", "participant.mjs")
                .directory(new File(System.getenv("LIVEKIT_NODE_MODULES")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Otherwise the library writes a debug line for every join.
        builder.environment().put("NODE_ENV", "production");
        return new NodePeople(builder.start());
    }

    /** Connects a participant and returns when it is connected. The program has its own timeout. */
    void join(String url, String token) {
        number++;
        try {
            commands.write(Json.builder()
                            .put("n", number)
                            .put("do", "join")
                            .put("id", "person-" + number)
                            .put("url", url)
                            .put("token", token)
                            .build()
                            .write()
                    + "\n");
            commands.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                Json answer = Json.parse(line);
                if (answer.number("n") == number) {
                    if (answer.has("error")) {
                        throw new AssertionError(answer.string("error"));
                    }
                    return;
                }
            }
            throw new AssertionError("participant.mjs ended: are its node_modules installed?");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        // At the end of its input the program ends, after all participants have left.
        commands.close();
        process.onExit()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }
}

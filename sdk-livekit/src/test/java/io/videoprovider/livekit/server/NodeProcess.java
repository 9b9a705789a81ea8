package io.videoprovider.livekit.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Node.js program that takes numbered commands as lines of JSON and answers each by its number. Thread-safe: any
 * number of threads may ask at once.
 */
final class NodeProcess implements AutoCloseable {

    /** The folder with the programs and their {@code node_modules}. */
    static final String FOLDER_VARIABLE = "LIVEKIT_NODE_MODULES";

    /** Only ASCII goes out: some versions of Node.js end a line at U+2028, too. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Texts that look like signed tokens, which client libraries write into their messages. */
    private static final Pattern TOKEN = Pattern.compile("[\\w-]{10,}\\.[\\w-]{10,}\\.[\\w-]*");

    private static final int STDERR_LINES = 40;

    private final String script;
    private final Process process;
    private final Writer commands;
    private final Consumer<JsonNode> events;
    private final Runnable ended;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Deque<String> stderr = new ArrayDeque<>();
    private volatile boolean over;

    private NodeProcess(String script, Process process, Consumer<JsonNode> events, Runnable ended) {
        this.script = script;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.events = events;
        this.ended = ended;
    }

    /** Whether the environment names a folder that holds the program. */
    static boolean available(String script) {
        String folder = System.getenv(FOLDER_VARIABLE);
        return folder != null && Files.isRegularFile(Path.of(folder, script));
    }

    /**
     * Starts a program of the folder that {@code LIVEKIT_NODE_MODULES} names.
     *
     * @param events takes the lines that are not answers, in their order
     * @param ended runs once when the program has ended, for any reason, before {@link #alive} returns false
     * @throws IllegalStateException if the variable is not set, names no such program, or Node.js cannot be started
     */
    static NodeProcess start(String script, Consumer<JsonNode> events, Runnable ended) {
        String folder = System.getenv(FOLDER_VARIABLE);
        if (folder == null || !Files.isRegularFile(Path.of(folder, script))) {
            throw new IllegalStateException(FOLDER_VARIABLE + " must name the folder that holds " + script
                    + " and its node_modules, but is " + (folder == null ? "not set" : folder));
        }
        ProcessBuilder builder =
                new ProcessBuilder("node", script).directory(Path.of(folder).toFile());
        // Otherwise the participants' client library writes a debug line for every join.
        builder.environment().put("NODE_ENV", "production");
        try {
            NodeProcess node = new NodeProcess(script, builder.start(), events, ended);
            daemon(script + " answers", node::readAnswers);
            daemon(script + " errors", node::readErrors);
            return node;
        } catch (IOException e) {
            throw new IllegalStateException("Node.js could not be started for " + script, e);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    boolean alive() {
        return !over;
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @throws Refusal if the program answers with an error
     * @throws IllegalStateException if no response arrives in time, or the program has ended
     */
    JsonNode ask(String command, Map<String, ?> arguments, Duration patience) {
        long number = numbers.incrementAndGet();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("n", number);
        line.put("do", command);
        line.putAll(arguments);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(number, answer);
        try {
            send(JSON.writeValueAsString(line));
            // The program may have ended just before this wait.
            if (over) {
                throw gone(command);
            }
            JsonNode node = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (node.has("error")) {
                throw new Refusal(withoutTokens(node.path("error").asString()));
            }
            return node.path("ok");
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    script + " did not answer '" + command + "' within " + patience + errors(), e);
        } catch (ExecutionException | IOException e) {
            throw gone(command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for '" + command + "'", e);
        } finally {
            waiting.remove(number);
        }
    }

    private void send(String line) throws IOException {
        synchronized (commands) {
            commands.write(line);
            commands.write('\n');
            commands.flush();
        }
    }

    private IllegalStateException gone(String command) {
        return new IllegalStateException(script + " ended before it answered '" + command + "'" + errors());
    }

    private void readAnswers() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            note("reading its answers failed: " + e.getMessage());
        } finally {
            // In this order: a caller that finds the program ended starts a new one, which the end of the old one must
            // not affect.
            ended.run();
            over = true;
            waiting.values().forEach(answer -> answer.completeExceptionally(new IOException("ended")));
        }
    }

    private void take(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.has("event")) {
                events.accept(node);
                return;
            }
            CompletableFuture<JsonNode> answer = waiting.get(node.path("n").asLong(0));
            if (answer != null) {
                answer.complete(node);
            }
        } catch (JacksonException e) {
            note("not a line of JSON: " + line);
        }
    }

    private void readErrors() {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                note(line);
            }
        } catch (IOException e) {
            note("reading its errors failed: " + e.getMessage());
        }
    }

    private void note(String line) {
        synchronized (stderr) {
            stderr.addLast(withoutTokens(line));
            if (stderr.size() > STDERR_LINES) {
                stderr.removeFirst();
            }
        }
    }

    private String errors() {
        synchronized (stderr) {
            return stderr.isEmpty() ? "; it wrote no errors" : "; its last errors:\n" + String.join("\n", stderr);
        }
    }

    static String withoutTokens(String text) {
        return TOKEN.matcher(text).replaceAll("<token>");
    }

    /** Ends the program after its participants have left. Waits a few seconds for that. */
    @Override
    public void close() {
        try {
            synchronized (commands) {
                commands.close();
            }
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The program responded with an error. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }
}

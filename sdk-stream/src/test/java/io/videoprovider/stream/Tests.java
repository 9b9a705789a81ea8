package io.videoprovider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamRequest;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Shared code of several tests of this module. */
final class Tests {

    static final String SECRET = "0123456789abcdefghijklmnopqrstuv";

    /** Three attempts with negligible waits. */
    static final RetryPolicy QUICK = RetryPolicy.builder()
            .maxAttempts(3)
            .delays(Duration.ofMillis(1), Duration.ofMillis(5))
            .deadline(Duration.ofSeconds(45))
            .build();

    private Tests() {}

    static StreamEmulator.Builder emulator() {
        return StreamEmulator.builder().apiKey("key", SECRET).delays(Delays.SHORT);
    }

    /** A builder of a provider of this server, with quick retries. */
    static StreamVideoProvider.Builder providerOf(String url) {
        return StreamVideoProvider.builder()
                .url(url)
                .apiKey("key")
                .apiSecret(SECRET)
                .resilience(Resilience.builder().retry(QUICK).build());
    }

    static StreamVideoProvider.Builder providerOf(StreamEmulator emulator) {
        return providerOf(emulator.url().toString());
    }

    /** The claims of a token, unverified. */
    static Json claims(String token) {
        return Json.parse(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    /** The requests of one operation that a server received. */
    static List<StreamRequest> requests(StreamEmulator emulator, String operation) {
        return emulator.requests().stream()
                .filter(request -> request.operation().equals(operation))
                .toList();
    }

    /** The names of the operations that a server received, in their order. */
    static List<String> operations(StreamEmulator emulator) {
        return emulator.requests().stream().map(StreamRequest::operation).toList();
    }

    /** The bodies of the requests of one operation. */
    static List<Json> bodies(StreamEmulator emulator, String operation) {
        return requests(emulator, operation).stream()
                .map(request -> Json.parse(request.body()))
                .toList();
    }

    /** The body of the only request of an operation. */
    static Json body(StreamEmulator emulator, String operation) {
        List<Json> bodies = bodies(emulator, operation);
        if (bodies.size() != 1) {
            throw new AssertionError(operation + " was sent " + bodies.size() + " times: " + emulator.requests());
        }
        return bodies.get(0);
    }

    static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    /** A sample of every event. */
    static List<byte[]> samples() {
        // Surefire sets basedir; an IDE starts tests in the module's folder or in that of the project.
        String basedir = System.getProperty("basedir", "");
        Path file = Stream.of(Path.of(basedir, ".."), Path.of(""), Path.of(".."))
                .map(root -> root.resolve("sdk-emulators/src/test/resources/stream/events.jsonl"))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("the resources of the testing module are not beside this module"));
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.getBytes(UTF_8))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

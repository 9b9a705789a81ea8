package io.videoprovider.livekit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitRequest;
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

    /** 32 bytes, which every JWT library requires. */
    static final String SECRET = "0123456789abcdefghijklmnopqrstuv";

    /** Three attempts with negligible waits. */
    static final RetryPolicy QUICK = RetryPolicy.builder()
            .maxAttempts(3)
            .delays(Duration.ofMillis(1), Duration.ofMillis(5))
            .deadline(Duration.ofSeconds(45))
            .build();

    private Tests() {}

    /** A builder of a provider of this server, with quick retries. */
    static LiveKitVideoProvider.Builder providerOf(String url) {
        return LiveKitVideoProvider.builder()
                .url(url)
                .apiKey("devkey")
                .apiSecret(SECRET)
                .resilience(Resilience.builder().retry(QUICK).build());
    }

    static LiveKitVideoProvider.Builder providerOf(LiveKitEmulator emulator) {
        return providerOf(emulator.url().toString());
    }

    /** The claims of a token, unverified. */
    static Json claims(String token) {
        return Json.parse(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    /** The requests of one method that a server received. */
    static List<LiveKitRequest> requests(LiveKitEmulator emulator, String method) {
        return emulator.requests().stream()
                .filter(request -> request.rpc().endsWith("/" + method))
                .toList();
    }

    /** Returns a header of a request; empty if it is missing. */
    static String header(LiveKitRequest request, String name) {
        return request.headers().getOrDefault(name, List.of("")).get(0);
    }

    /** The token that a request came with. */
    static String token(LiveKitRequest request) {
        return header(request, "authorization").replaceFirst("^Bearer ", "");
    }

    /** The body of the only request of a method. */
    static Json body(LiveKitEmulator emulator, String method) {
        List<LiveKitRequest> requests = requests(emulator, method);
        if (requests.size() != 1) {
            throw new AssertionError(method + " was sent " + requests.size() + " times: " + emulator.requests());
        }
        return Json.parse(requests.get(0).body());
    }

    /** A sample of every event, also of those that were not recorded. */
    static List<byte[]> samples() {
        try {
            return Files.readAllLines(resources("livekit").resolve("events.jsonl")).stream()
                    .map(line -> line.getBytes(UTF_8))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the recorded exchanges of a real server, {@code api} or {@code webhooks}, in order. */
    static List<Path> vectors(String kind) {
        Path folder = resources("livekit/vectors/" + kind);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder among the test resources of the testing module. */
    private static Path resources(String name) {
        // Surefire sets basedir; an IDE starts tests in the module's folder or in that of the project.
        String basedir = System.getProperty("basedir", "");
        return Stream.of(Path.of(basedir, ".."), Path.of(""), Path.of(".."))
                .map(root -> root.resolve("sdk-emulators/src/test/resources").resolve(name))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("the resources of the testing module are not beside this module"));
    }

    static Json read(Path file) {
        try {
            return Json.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}

package io.videoprovider.livekit.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.testkit.provider.GeneratedPart;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Generates the table of LiveKit's operations in docs/operations.md from the code, for every operation that LiveKit has. */
class LiveKitOperationsPageTest {

    /** The accessors of typed services. */
    private static final Map<String, String> ACCESSORS = Map.of(
            "RoomService", "rooms",
            "Egress", "egress",
            "Ingress", "ingress",
            "SIP", "sip",
            "AgentDispatchService", "agentDispatch");

    private static List<String> operations() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                LiveKitOperationsPageTest.class.getResourceAsStream("/livekit-operations.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static String name(LiveKitOperation operation) {
        return operation.service() + "/" + operation.operationName();
    }

    @Test
    void every_typed_operation_exists_at_livekit() throws IOException {
        assertThat(operations())
                .doesNotHaveDuplicates()
                .containsAll(Stream.of(LiveKitOperation.values())
                        .map(LiveKitOperationsPageTest::name)
                        .toList());
    }

    @Test
    void the_page_shows_how_each_operation_of_livekit_is_called() throws IOException {
        Map<String, LiveKitOperation> typed = Stream.of(LiveKitOperation.values())
                .collect(Collectors.toMap(LiveKitOperationsPageTest::name, Function.identity()));
        StringBuilder table = new StringBuilder("\n| service | operation | call | retry class |\n|---|---|---|---|\n");
        try (LiveKitEmulator emulator = LiveKitEmulator.builder()
                        .apiKey("devkey", "0123456789abcdefghijklmnopqrstuv")
                        .delays(Delays.SHORT)
                        .start();
                LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                        .url(emulator.url().toString())
                        .apiKey("devkey")
                        .apiSecret("0123456789abcdefghijklmnopqrstuv")
                        .build()) {
            LiveKitClient client = video.unwrap(LiveKitClient.class);
            for (String operation : operations()) {
                String service = operation.substring(0, operation.indexOf('/'));
                String method = operation.substring(operation.indexOf('/') + 1);
                LiveKitOperation known = typed.get(operation);
                table.append("| `%s` | `%s` | `%s` | %s |%n"
                        .formatted(
                                service,
                                method,
                                known == null ? generic(client, service, method) : typed(service, method),
                                known == null ? classOf(method) : known.retryClass()));
            }
        }
        String generated = table.append('\n').toString().replace(System.lineSeparator(), "\n");

        assertThat(GeneratedPart.read("operations", "livekit", generated)).isEqualTo(generated);
    }

    private static String classOf(String method) {
        return method.startsWith("List") || method.startsWith("Get") ? "READ" : "NEVER";
    }

    private static String typed(String service, String method) {
        String accessor = Objects.requireNonNull(ACCESSORS.get(service), service);
        String name = method.substring(0, 1).toLowerCase(Locale.ROOT) + method.substring(1);
        try {
            Class<?> client = LiveKitClient.class.getMethod(accessor).getReturnType();
            assertThat(Arrays.stream(client.getMethods()).map(Method::getName))
                    .as(client.getSimpleName())
                    .contains(name);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
        return accessor + "()." + name + "(…)";
    }

    private static String generic(LiveKitClient client, String service, String method) {
        try {
            client.call(service, method, Json.builder().put("room", "lobby").build());
        } catch (InvalidRequestException e) {
            if (e.field() != null) {
                return "call(\"" + service + "\", \"" + method + "\", request, token)";
            }
        } catch (VideoException e) {
            assertThat(e.attempts()).as("%s/%s was sent", service, method).isPositive();
        }
        return "call(\"" + service + "\", \"" + method + "\", request)";
    }
}

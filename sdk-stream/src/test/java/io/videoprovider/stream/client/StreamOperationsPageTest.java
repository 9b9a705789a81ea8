package io.videoprovider.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.testkit.provider.GeneratedPart;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Generates the table of Stream's operations in docs/operations.md from the code, for every operation of Stream's list. */
class StreamOperationsPageTest {

    /** The accessors of the clients. */
    private static final List<String> ACCESSORS = List.of(
            "calls",
            "recordings",
            "broadcasts",
            "callTypes",
            "statistics",
            "sip",
            "users",
            "devices",
            "storages",
            "app",
            "chat");

    /** Methods whose names are not the operation's. */
    private static final Map<StreamOperation, String> NAMES = Map.of(
            StreamOperation.GET_OR_CREATE_CALL_AND_NOTIFY, "getOrCreateCallAndNotify",
            StreamOperation.NOTIFY_MEMBERS, "notifyMembers",
            StreamOperation.QUERY_MEMBERS, "queryMembers",
            StreamOperation.UPDATE_MEMBERS, "updateMembers",
            StreamOperation.QUERY_PARTICIPANTS, "queryParticipants",
            StreamOperation.UPDATE_PERMISSIONS, "updatePermissions",
            StreamOperation.SEND_EVENT, "sendEvent",
            StreamOperation.START_RTMP_BROADCASTS, "startRtmpBroadcast",
            StreamOperation.UPSERT_USERS, "upsertUsers",
            StreamOperation.GET_TASK, "awaitTask");

    /** Operations whose requests are not JSON. */
    private static final Set<String> NOT_APPLICABLE = Set.of("UploadFile", "UploadImage");

    private record Listed(String product, String name, String method, String path) {

        static Listed parse(String line) {
            String[] parts = line.split(" ", 4);
            return new Listed(parts[0], parts[1], parts[2], parts[3]);
        }
    }

    private static List<Listed> operations() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(StreamOperationsPageTest.class.getResourceAsStream("/stream-operations.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Listed::parse)
                    .toList();
        }
    }

    private static List<StreamOperation> typed(String name) {
        return Stream.of(StreamOperation.values())
                .filter(operation -> operation.operationName().equals(name))
                .toList();
    }

    @Test
    void every_operation_has_streams_method_and_path() throws IOException {
        List<Listed> listed = operations();

        assertThat(listed).extracting(Listed::name).doesNotHaveDuplicates();
        for (StreamOperation operation : StreamOperation.values()) {
            String path = "/" + String.join("/", operation.segments());
            assertThat(listed)
                    .filteredOn(each -> each.name().equals(operation.operationName()))
                    .as(operation.name())
                    .extracting(each -> each.method() + " " + each.path())
                    .containsExactly(operation.method() + " " + path);
        }
    }

    @Test
    void all_69_video_operations_are_typed() throws IOException {
        List<Listed> video = operations().stream()
                .filter(each -> each.product().equals("video"))
                .toList();

        assertThat(video)
                .hasSize(69)
                .allSatisfy(
                        each -> assertThat(typed(each.name())).as(each.name()).isNotEmpty());
    }

    @Test
    void the_page_shows_how_each_operation_of_stream_is_called() throws IOException {
        StringBuilder table = new StringBuilder(
                "\n| product | operation | method and path | call | retry class |\n|---|---|---|---|---|\n");
        for (Listed each : operations()) {
            List<StreamOperation> typed = typed(each.name());
            table.append("| %s | `%s` | %s `%s` | %s | %s |\n"
                    .formatted(
                            each.product(),
                            each.name(),
                            each.method(),
                            each.path(),
                            typed.isEmpty()
                                    ? generic(each)
                                    : typed.stream()
                                            .map(StreamOperationsPageTest::call)
                                            .collect(Collectors.joining(", ")),
                            typed.isEmpty()
                                    ? genericClass(each)
                                    : typed.stream()
                                            .map(operation ->
                                                    operation.retryClass().toString())
                                            .collect(Collectors.joining(", "))));
        }
        String generated = table.append('\n').toString();

        assertThat(GeneratedPart.read("operations", "stream", generated)).isEqualTo(generated);
    }

    private static String generic(Listed operation) {
        if (NOT_APPLICABLE.contains(operation.name())) {
            return "not applicable: not JSON";
        }
        boolean bodiless =
                operation.method().equals("GET") || operation.method().equals("DELETE");
        return "`request(\"" + operation.method() + "\", \"" + operation.path().substring(1) + "\", "
                + (bodiless ? "query, null" : "body") + ")`";
    }

    private static String genericClass(Listed operation) {
        if (NOT_APPLICABLE.contains(operation.name())) {
            return "–";
        }
        return operation.method().equals("GET") ? "READ" : "NEVER";
    }

    private static String call(StreamOperation operation) {
        String name = NAMES.getOrDefault(operation, operation.operationName());
        return Stream.concat(
                        ACCESSORS.stream()
                                .flatMap(accessor -> methods(accessor(accessor), name)
                                        .map(method -> "`" + accessor + "()." + method + "(…)`")),
                        methods(StreamClient.class, name).map(method -> "`" + method + "(…)`"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no method for " + operation));
    }

    private static Class<?> accessor(String name) {
        try {
            return StreamClient.class.getMethod(name).getReturnType();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> methods(Class<?> client, String name) {
        return Stream.of(client.getMethods())
                .map(Method::getName)
                .filter(method -> method.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .distinct();
    }
}

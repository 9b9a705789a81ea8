package io.videoprovider.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.stream.StreamVideoProvider;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The page {@code docs/capabilities.md} and the table in {@code README.md}, generated from {@code capabilities()} of every
 * provider. The tests fail if they differ; {@code ./mvnw -pl examples/quickstart -am verify -Dcapabilities.write} writes
 * them.
 */
class CapabilitiesPageTest {

    private static final Path PAGE = Path.of("../../docs/capabilities.md");
    private static final Path README = Path.of("../../README.md");
    private static final String BEGIN = "<!-- capabilities: generated -->\n";
    private static final String END = "<!-- end -->\n";
    private static final boolean WRITE = System.getProperty("capabilities.write") != null;

    @Test
    void the_page_equals_the_capabilities_of_the_providers() throws IOException {
        String page = page(providers());
        if (WRITE) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).hasContent(page);
    }

    @Test
    void the_readme_equals_the_capabilities_of_the_providers() throws IOException {
        StringBuilder table = new StringBuilder();
        abilities(table, providers());
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END, begin);
        if (WRITE) {
            Files.writeString(README, readme.substring(0, begin) + "\n" + table + readme.substring(end));
        }
        assertThat(Files.readString(README)).contains(BEGIN + "\n" + table + END);
    }

    private static List<Capabilities> providers() {
        try (VideoProvider livekit = LiveKitVideoProvider.builder()
                        .url("ws://localhost:7880")
                        .apiKey("devkey")
                        .apiSecret("a-secret-of-thirty-two-bytes-or-more")
                        .build();
                VideoProvider stream = StreamVideoProvider.builder()
                        .apiKey("key")
                        .apiSecret("secret")
                        .build()) {
            return List.of(livekit.capabilities(), stream.capabilities());
        }
    }

    private static String page(List<Capabilities> providers) {
        StringBuilder page = new StringBuilder("""
                # Capabilities

                The features and limits of each provider, as `capabilities()` returns them. `CapabilitiesPageTest` generates this page.
                Unsupported options and features are rejected with `UnsupportedFeatureException` before any I/O.
                LiveKit has `Captions` if the builder names an agent: [transcription.md](transcription.md#captions).

                """);
        abilities(page, providers);
        table(
                page,
                "Semantics",
                providers,
                components(providers, Capabilities::semantics),
                (provider, component) -> value(component, provider.semantics()),
                CapabilitiesPageTest::words);
        table(
                page,
                "Limit",
                providers,
                components(providers, Capabilities::limits),
                (provider, component) -> value(component, provider.limits()),
                CapabilitiesPageTest::words);
        return page.append("""
                        Limits count bytes in UTF-8. `CallId.of` accepts fewer: 64 characters of type and 190 of id, so that both and a colon fit into LiveKit's 256 bytes
                        if they are ASCII. A longer room of other software is addressed by `CallId.unchecked`.

                        """)
                .append(
                        "The Javadoc of `Semantics` defines the semantics; [livekit.md](livekit.md) and [stream.md](stream.md) describe those of each vendor.\n")
                .toString();
    }

    private static void abilities(StringBuilder page, List<Capabilities> providers) {
        table(page, "Option of a request", providers, List.of(Capability.values()), Capabilities::has, Enum::name);
        List<Class<?>> features = providers.stream()
                .flatMap(provider -> provider.features().stream())
                .distinct()
                .sorted(Comparator.comparing(Class::getSimpleName))
                .collect(Collectors.toList());
        table(
                page,
                "Optional feature",
                providers,
                features,
                (provider, feature) -> provider.features().contains(feature),
                Class::getSimpleName);
    }

    private interface Cell<R> {
        Object of(Capabilities provider, R row);
    }

    private static <R> void table(
            StringBuilder page,
            String title,
            List<Capabilities> providers,
            List<R> rows,
            Cell<R> cell,
            Function<R, String> name) {
        page.append("| ").append(title);
        providers.forEach(provider -> page.append(" | ").append(provider.provider()));
        page.append(" |\n|---").append("|---".repeat(providers.size())).append("|\n");
        for (R row : rows) {
            page.append("| `").append(name.apply(row)).append('`');
            for (Capabilities provider : providers) {
                page.append(" | ").append(shown(cell.of(provider, row)));
            }
            page.append(" |\n");
        }
        page.append('\n');
    }

    private static String shown(Object value) {
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        return NumberFormat.getIntegerInstance(Locale.ROOT).format(value);
    }

    private static List<RecordComponent> components(List<Capabilities> providers, Function<Capabilities, Record> part) {
        return List.of(part.apply(providers.get(0)).getClass().getRecordComponents());
    }

    private static String words(RecordComponent component) {
        return component.getName();
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}

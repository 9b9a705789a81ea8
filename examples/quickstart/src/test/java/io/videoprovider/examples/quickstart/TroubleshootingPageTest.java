package io.videoprovider.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages in docs/troubleshooting.md are those of the code. */
class TroubleshootingPageTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern CODE_SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

    @Test
    void each_message_occurs_in_the_code() throws IOException {
        String code = code();
        List<String> messages = messages();

        assertThat(messages).hasSizeGreaterThan(30);
        assertThat(messages)
                .allSatisfy(message -> assertThat(Stream.of(message.split("…"))
                                .map(String::strip)
                                .filter(part -> part.length() > 3)
                                .toList())
                        .as(message)
                        .allSatisfy(
                                part -> assertThat(code.contains(part)).as(part).isTrue()));
    }

    /** The code spans with a space in the first column of the tables that begin with "message". */
    private static List<String> messages() throws IOException {
        List<String> messages = new ArrayList<>();
        boolean table = false;
        for (String line : Files.readAllLines(ROOT.resolve("docs/troubleshooting.md"))) {
            table = line.startsWith("| message |") || (table && line.startsWith("|"));
            if (table) {
                CODE_SPAN
                        .matcher(line.split("\\|", -1)[1])
                        .results()
                        .map(result -> result.group(1))
                        .filter(message -> message.contains(" ") && !message.startsWith("NoSuchMethodError"))
                        .forEach(messages::add);
            }
        }
        return messages;
    }

    private static String code() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.filter(module -> module.getFileName().toString().startsWith("sdk-"))
                    .map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .map(TroubleshootingPageTest::text)
                    .collect(Collectors.joining());
        }
    }

    private static String text(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            StringBuilder text = new StringBuilder();
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                text.append(CONCATENATION.matcher(Files.readString(file)).replaceAll(""));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

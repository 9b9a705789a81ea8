package com.acme.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/writing-a-provider.md} quotes this module. */
class WritingAProviderPageTest {

    // Surefire sets basedir.
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));

    @Test
    void each_code_block_of_the_page_is_in_a_file_of_this_module() throws IOException {
        String page = Files.readString(MODULE.resolve("../../docs/writing-a-provider.md"));
        List<String> blocks = Pattern.compile("```(?:java|xml)\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> normalized(block.group(1)))
                .toList();

        assertThat(blocks)
                .hasSizeGreaterThan(8)
                .allSatisfy(block -> assertThat(files()).as(block).anyMatch(file -> file.contains(block)));
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(MODULE.resolve("src"))) {
            return Stream.concat(Stream.of(MODULE.resolve("pom.xml")), files.filter(Files::isRegularFile))
                    .map(WritingAProviderPageTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return normalized(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private static String normalized(String code) {
        Matcher whitespace = Pattern.compile("\\s+").matcher(code);
        return whitespace.replaceAll("");
    }
}

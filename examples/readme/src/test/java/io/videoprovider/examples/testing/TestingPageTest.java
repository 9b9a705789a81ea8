package io.videoprovider.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/testing.md} shows test classes of this module, and the dependencies that they need. */
class TestingPageTest {

    private static final Path HERE = Path.of("src/test/java/io/videoprovider/examples");

    @Test
    void each_class_equals_the_file() throws IOException {
        assertThat(blocks("java"))
                .containsExactly(
                        afterPackage("testing/BookingTest.java"), afterPackage("readme/ConsultationsTest.java"));
    }

    @Test
    void dependencies_equal_those_of_this_module() throws IOException {
        String pom = squeezed(Files.readString(Path.of("pom.xml")));

        assertThat(blocks("xml").map(TestingPageTest::squeezed)).hasSize(1).allMatch(pom::contains);
    }

    private static Stream<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../../docs/testing.md")))
                .results()
                .map(block -> block.group(1));
    }

    private static String afterPackage(String file) throws IOException {
        String source = Files.readString(HERE.resolve(file));
        return source.substring(source.indexOf("import "));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}

package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of properties in docs/spring-boot.md equals the configuration metadata, including defaults. */
class PropertiesPageTest {

    private static final Pattern LITERALS = Pattern.compile("`([^`]+)`");
    private static final Pattern ELEMENTS = Pattern.compile("java\\.util\\.(?:List|Map)<([^,>]+).*>");
    private static final Pattern PROJECTS = Pattern.compile("java\\.util\\.Map<java\\.lang\\.String,(.+)>");

    /** No default, or one that is described in prose. */
    private static final String NONE = "";

    @Test
    void table_equals_the_metadata() throws Exception {
        assertThat(table()).containsExactlyInAnyOrderEntriesOf(metadata());
    }

    @Test
    void each_property_has_a_description() throws Exception {
        assertThat(properties())
                .allSatisfy(property -> assertThat(property.string("description"))
                        .as(property.string("name"))
                        .endsWith("."));
    }

    /** Names and defaults in the table; {@code `a.b`, `.c`} means a.b and a.c. */
    private static Map<String, String> table() throws IOException {
        String page = Files.readString(Path.of("../docs/spring-boot.md"));
        String section = page.substring(page.indexOf("\n## Properties\n"), page.indexOf("\n## Webhooks\n"));
        Map<String, String> defaults = new TreeMap<>();
        section.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            String[] cells = line.split("\\|", -1);
            List<String> names = literals(cells[1]);
            // Anything but a list of literals is prose.
            List<String> values =
                    LITERALS.matcher(cells[2]).replaceAll("").matches("[ ,]*") ? literals(cells[2]) : List.of();
            String parent = names.get(0).substring(0, names.get(0).lastIndexOf('.'));
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i).startsWith(".") ? parent + names.get(i) : names.get(i);
                assertThat(defaults.put(name, i < values.size() ? values.get(i) : NONE))
                        .as(name + " occurs twice")
                        .isNull();
            }
        });
        return defaults;
    }

    private static List<String> literals(String cell) {
        List<String> found = new ArrayList<>();
        for (Matcher matcher = LITERALS.matcher(cell); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** Names and defaults in the metadata. Lists and maps are expanded to the names of their elements. */
    private static Map<String, String> metadata() throws IOException, ClassNotFoundException {
        Map<String, String> defaults = new TreeMap<>();
        for (Json property : properties()) {
            String name = property.string("name");
            Matcher elements = ELEMENTS.matcher(property.string("type"));
            Matcher projects = PROJECTS.matcher(property.string("type"));
            if (projects.matches() && !Class.forName(projects.group(1)).isRecord()) {
                defaults.put(name + ".<type>", NONE);
            } else if (projects.matches()) {
                components(Class.forName(projects.group(1)))
                        .forEach(inside -> defaults.put(name + ".<name>." + inside, NONE));
            } else if (elements.matches()) {
                inside(Class.forName(elements.group(1))).forEach(inside -> defaults.put(name + inside, NONE));
            } else {
                Object value = property.asMap().get("defaultValue");
                defaults.put(name, value == null ? NONE : value.toString());
            }
        }
        return defaults;
    }

    private static Stream<String> inside(Class<?> type) {
        return type.isRecord()
                ? components(type).map(name -> "[0]." + name)
                : Arrays.stream(type.getEnumConstants())
                        .map(constant -> "." + constant.toString().toLowerCase(Locale.ROOT));
    }

    private static Stream<String> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }

    private static List<Json> properties() throws IOException {
        // The file of this module, not that of another one on the class path.
        String classes = VideoConfigurationException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return Json.parse(Files.readString(Path.of(classes, "META-INF/spring-configuration-metadata.json")))
                .objects("properties");
    }
}

package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code compose.yaml} is valid by the schema of the Compose Specification: {@code schema/compose-spec.json} of
 * github.com/compose-spec/compose-spec, commit 170098b, Apache License 2.0. No container engine runs it here.
 */
class ComposeFileTest {

    private static final Path COMPOSE = Path.of("compose.yaml");

    @Test
    void the_file_is_valid_by_the_schema() throws IOException {
        String compose = Files.readString(COMPOSE);

        assertThat(schema().validate(compose, InputFormat.YAML)).isEmpty();
    }

    @Test
    void the_schema_rejects_unknown_keys() throws IOException {
        String compose = Files.readString(COMPOSE).replace("    image: redis", "    imagge: redis");

        assertThat(schema().validate(compose, InputFormat.YAML)).isNotEmpty();
    }

    @Test
    void images_have_versions_and_the_configurations_of_livekit_agree() throws IOException {
        Map<String, Map<String, Object>> services = section("services");
        assertThat(services.values())
                .allSatisfy(service ->
                        assertThat(String.valueOf(service.get("image"))).matches("[a-z0-9/-]+:v?[0-9].*"));

        Map<String, Object> livekit = configuration("livekit");
        Map<String, Object> egress = configuration("egress");
        assertThat(livekit.get("keys")).isEqualTo(Map.of("" + egress.get("api_key"), "" + egress.get("api_secret")));
        assertThat(livekit.get("redis")).isEqualTo(egress.get("redis"));
        assertThat(String.valueOf(livekit.get("webhook"))).contains(":8080/webhooks/video/livekit");
    }

    private static Map<String, Object> configuration(String name) throws IOException {
        return new Yaml()
                .load(String.valueOf(
                        section("configs").getOrDefault(name, Map.of()).get("content")));
    }

    private static Map<String, Map<String, Object>> section(String name) throws IOException {
        Map<String, Map<String, Map<String, Object>>> compose = new Yaml().load(Files.readString(COMPOSE));
        return compose.getOrDefault(name, Map.of());
    }

    private static Schema schema() throws IOException {
        try (InputStream file = ComposeFileTest.class.getResourceAsStream("/compose-spec.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(SchemaLocation.of("https://compose-spec.invalid/schema/"), file, InputFormat.JSON);
        }
    }
}

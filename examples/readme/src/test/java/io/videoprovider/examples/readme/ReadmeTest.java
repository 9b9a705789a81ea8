package io.videoprovider.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with the dependencies, properties, class and path of README.md's section about Spring Boot works. */
class ReadmeTest {

    private static final Path HERE = Path.of("src/test/java/io/videoprovider/examples/readme/Consultations.java");
    private static final String SECRET = "a-secret-for-the-emulator-of-32-bytes";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String section;

    ReadmeTest() throws IOException {
        String readme = Files.readString(Path.of("../../README.md"));
        int start = readme.indexOf("## In Spring Boot\n");
        section = readme.substring(start, readme.indexOf("\n## ", start));
    }

    @Test
    void three_properties_mint_a_token_and_receive_a_verified_webhook(@TempDir Path configuration) throws Exception {
        try (LiveKitEmulator server =
                LiveKitEmulator.builder().apiKey("devkey", SECRET).start()) {
            Properties properties = new Properties();
            properties.load(new StringReader(block("properties")));
            Map<String, String> ours = Map.of(
                    "videoprovider.livekit.url",
                    server.url().toString(),
                    "videoprovider.livekit.api-key",
                    "devkey",
                    "videoprovider.livekit.api-secret",
                    SECRET);
            assertThat(properties.stringPropertyNames()).isEqualTo(ours.keySet());
            properties.putAll(ours);
            try (var out = Files.newBufferedWriter(configuration.resolve("application.properties"))) {
                properties.store(out, null);
            }

            try (ConfigurableApplicationContext app = new SpringApplicationBuilder(NewApplication.class)
                    .properties("server.port=0", "spring.main.banner-mode=off", "logging.level.root=warn")
                    .run("--spring.config.location=" + configuration.toUri())) {
                URI address =
                        URI.create("http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port"));
                Matcher path = Pattern.compile("webhooks at `(/[^`]+)`").matcher(section);
                assertThat(path.find()).isTrue();
                server.addWebhook(address.resolve(path.group(1)), "devkey");

                HttpResponse<String> token = post(address.resolve("/consultations/monday/token?user=alice"), "");
                assertThat(token.statusCode()).isEqualTo(200);
                assertThat(post(
                                        address.resolve(path.group(1)),
                                        "{\"event\":\"participant_joined\",\"id\":\"EV_1\",\"room\":{\"name\":\"monday\"},"
                                                + "\"participant\":{\"identity\":\"mallory\"}}")
                                .statusCode())
                        .isEqualTo(401);
                assertThat(server.join(token.body()).identity()).isEqualTo("alice");

                Set<String> present = app.getBean(Consultations.class).present;
                long start = System.nanoTime();
                while (present.isEmpty() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
                    Thread.sleep(20);
                }
                assertThat(present).containsExactly("alice");
            }
        }
    }

    @Test
    void class_equals_the_one_in_readme() throws IOException {
        String source = Files.readString(HERE);

        assertThat(squeezed(block("java"))).isEqualTo(squeezed(source.substring(source.indexOf("import "))));
    }

    @Test
    void dependencies_equal_those_of_this_module_and_of_the_page() throws IOException {
        String dependencies = squeezed(block("xml"));

        assertThat(squeezed(Files.readString(Path.of("pom.xml")))).contains(dependencies);
        assertThat(squeezed(Files.readString(Path.of("../../docs/spring-boot.md"))))
                .contains(dependencies)
                .contains(squeezed(block("properties")));
    }

    @Test
    void command_starts_the_example() {
        assertThat(block("sh")).isEqualTo("./mvnw -q -pl examples/meetings -am compile exec:java\n");
    }

    private HttpResponse<String> post(URI address, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(address)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private String block(String language) {
        Matcher matcher =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(section);
        assertThat(matcher.find()).as(language).isTrue();
        return matcher.group(1);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}

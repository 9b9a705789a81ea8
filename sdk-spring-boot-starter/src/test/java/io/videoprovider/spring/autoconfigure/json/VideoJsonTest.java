package io.videoprovider.spring.autoconfigure.json;

import static io.videoprovider.spring.autoconfigure.json.CoreValues.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.Storage;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The types of the core module and the entries of the history in the mapper of a Spring Boot application. */
class VideoJsonTest {

    private final ApplicationContextRunner app = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(VideoJsonAutoConfiguration.class, JacksonAutoConfiguration.class));

    private static JsonMapper mapper(boolean secrets) {
        JsonMapper[] mapper = new JsonMapper[1];
        new VideoJsonTest()
                .app
                .withPropertyValues("videoprovider.json.include-secrets=" + secrets)
                .run(context -> mapper[0] = context.getBean(JsonMapper.class));
        return mapper[0];
    }

    @Nested
    class Text {

        private final JsonMapper mapper = mapper(false);

        static Stream<Object> texts() {
            return Stream.of(
                    CallId.of("visit", "b-42"),
                    CallId.unchecked("default", "team/a"),
                    ProviderId.LIVEKIT,
                    new BroadcastId("EG_1"),
                    new IngressId("IN_1"),
                    new RecordingId("EG_1"),
                    Layout.GRID,
                    TrackKind.SCREEN_SHARE,
                    new TrackKind("hologram"),
                    ParticipantKind.AGENT);
        }

        @ParameterizedTest
        @MethodSource("texts")
        void ids_and_open_values_are_text_and_are_read_back(Object value) {
            String json = mapper.writeValueAsString(value);

            assertThat(json).isEqualTo('"' + value.toString() + '"');
            assertThat(mapper.readValue(json, value.getClass())).isEqualTo(value);
        }

        @Test
        void a_layout_is_its_name_without_a_template() {
            Layout layout = Layout.custom(URI.create("https://layouts.example/page?key=hush"));

            assertThat(mapper.writeValueAsString(layout)).isEqualTo("\"custom\"");
            assertThat(mapper(true).writeValueAsString(layout)).isEqualTo("\"custom\"");
        }

        @ParameterizedTest
        @MethodSource("texts")
        void ids_and_open_values_are_keys(Object value) {
            var type = mapper.getTypeFactory().constructMapType(Map.class, value.getClass(), Integer.class);

            assertThat(mapper.<Map<?, ?>>readValue(mapper.writeValueAsString(Map.of(value, 1)), type))
                    .isEqualTo(Map.of(value, 1));
        }

        @Test
        void enums_are_their_names() {
            assertThat(mapper.writeValueAsString(List.of(Role.HOST, Quality.HD_1080P)))
                    .isEqualTo("[\"HOST\",\"HD_1080P\"]");
            assertThat(mapper.readValue("\"HD_1080P\"", Quality.class)).isEqualTo(Quality.HD_1080P);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"\"", "\"a/b\"", "{\"type\":\"default\",\"id\":\"a\"}", "[1]"})
        void invalid_ids_are_rejected(String json) {
            assertThatThrownBy(() -> mapper.readValue(json, CallId.class)).isInstanceOf(JacksonException.class);
        }
    }

    @Nested
    class WithoutSecrets {

        private final JsonMapper mapper = mapper(false);

        static Stream<Object> values() {
            return PlainJacksonTest.values();
        }

        @ParameterizedTest
        @MethodSource("values")
        void secrets_are_not_written(Object value) {
            assertThat(mapper.writeValueAsString(value)).doesNotContain(SECRET);
        }

        @ParameterizedTest
        @MethodSource("values")
        void values_are_not_empty_unless_they_are_requests(Object value) {
            boolean request = value.getClass().getSimpleName().endsWith("Request")
                    || (value instanceof Storage && !(value instanceof Record))
                    || value.getClass().getSimpleName().equals("BroadcastDestination");

            assertThat(mapper.writeValueAsString(value).equals("{}")).isEqualTo(request);
        }

        @Test
        void urls_are_masked_and_the_rest_is_written() {
            Json ingress = write(mapper, CoreValues.record(Ingress.class));
            assertThat(ingress.string("id")).isEqualTo("a-IngressId.value");
            assertThat(ingress.string("call")).isEqualTo("visit:b-42");
            assertThat(ingress.string("url")).isEqualTo("srt://in.example:9/██");
            assertThat(ingress.has("streamKey")).isFalse();
            assertThat(write(mapper, CoreValues.record(Broadcast.class)).string("failure"))
                    .isEqualTo("rtmps://live.example/██ hung up");
            assertThat(write(mapper, new RecordingFile("a", "https://cdn.example/a.mp4", null, null))
                            .string("location"))
                    .isEqualTo("https://cdn.example/a.mp4");
            assertThat(write(mapper, CoreValues.record(RecordingFile.class)).string("location"))
                    .isEqualTo("https://cdn.example/a?██");
        }

        @Test
        void raw_is_json_with_secrets_masked() {
            Json raw = write(mapper, CoreValues.record(Ingress.class)).object("raw");

            assertThat(raw)
                    .isEqualTo(Json.builder()
                            .put("sid", "RM_1")
                            .put("created", 1.5)
                            .put("turn_password", "██")
                            .put("streamKey", "██")
                            .put("nested", List.of(Map.of("access_key", "██", "credentials", "██", "count", 7)))
                            .put("url", "srt://in.example:9/██")
                            .put("urls", List.of("rtmps://live.example/██", "https://██@cdn.example/a?██"))
                            .build());
        }

        @Test
        void join_token_is_written_because_a_client_needs_it() {
            assertThat(write(mapper, CoreValues.record(JoinToken.class)).string("token"))
                    .isEqualTo(SECRET);
        }

        @Test
        void json_is_read_back_without_loss() {
            Json json = Json.parse(
                    "{\"text\":\"a\\u0000ü\",\"long\":123456789012345678901234567890,\"exact\":0.1000000000000000055511151231257827,"
                            + "\"list\":[null,true,{\"a\":[]}],\"empty\":{}}");

            assertThat(mapper.readValue(mapper.writeValueAsString(json), Json.class))
                    .isEqualTo(json);
            assertThatThrownBy(() -> mapper.readValue("[]", Json.class)).isInstanceOf(JacksonException.class);
            assertThat(mapper.readValue("[{\"a\":1}]", new TypeReference<List<Json>>() {}))
                    .containsExactly(Json.builder().put("a", 1).build());
        }
    }

    @Nested
    class WithSecrets {

        private final JsonMapper mapper = mapper(true);

        static Stream<Record> records() {
            return CoreValues.records();
        }

        @ParameterizedTest
        @MethodSource("records")
        void records_are_read_back(Record value) {
            assertThat(mapper.readValue(mapper.writeValueAsString(value), value.getClass()))
                    .isEqualTo(value);
        }

        @Test
        void secrets_are_written_if_the_property_is_set() {
            assertThat(write(mapper, CoreValues.record(Ingress.class)).string("streamKey"))
                    .isEqualTo(SECRET);
            assertThat(write(mapper, CoreValues.record(Storage.Azure.class)).string("accountKey"))
                    .isEqualTo(SECRET);
            assertThat(Json.parse(mapper.writeValueAsString(CoreValues.RAW))).isEqualTo(CoreValues.RAW);
        }
    }

    private static Json write(JsonMapper mapper, Object value) {
        return Json.parse(mapper.writeValueAsString(value));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void controllers_read_ids_and_return_values_without_secrets(WebApplicationType type) throws Exception {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(type)
                .run("--server.port=0", "--spring.main.banner-mode=off")) {
            URI base = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<String> ingress = client.send(
                    HttpRequest.newBuilder(base.resolve("/ingress")).build(), HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> id = client.send(
                    HttpRequest.newBuilder(base.resolve("/id"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"call\":\"visit:b-42\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> invalid = client.send(
                    HttpRequest.newBuilder(base.resolve("/id"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"call\":\"a/b\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(Json.parse(ingress.body()).string("call")).isEqualTo("visit:b-42");
            assertThat(ingress.body()).doesNotContain(SECRET);
            assertThat(Json.parse(id.body()).string("call")).isEqualTo("visit:b-42");
            assertThat(invalid.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void application_without_jackson_starts() {
        app.withClassLoader(new FilteredClassLoader(JsonMapper.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("videoJsonModule"));
    }

    @Test
    void native_image_hints_include_the_mix_ins() {
        RuntimeHints hints = new RuntimeHints();
        new JsonRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(JsonMixins.FullIngress.class)
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onType(Secrets.Serializer.class)
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(hints);
    }

    record Wanted(CallId call) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        SecurityFilterChain security(HttpSecurity http) {
            return http.csrf(AbstractHttpConfigurer::disable).build();
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        SecurityWebFilterChain reactiveSecurity(ServerHttpSecurity http) {
            return http.csrf(ServerHttpSecurity.CsrfSpec::disable).build();
        }

        @GetMapping("/ingress")
        Ingress ingress() {
            return CoreValues.record(Ingress.class);
        }

        @PostMapping("/id")
        Wanted id(@RequestBody Wanted wanted) {
            return wanted;
        }
    }
}

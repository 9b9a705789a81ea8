package io.videoprovider.spring.autoconfigure.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.error.ProviderId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.TokenAuthorizer;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.TestApplication;
import io.videoprovider.spring.autoconfigure.TestApplication.ReceivedEvents;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.token.TokenEndpointAutoConfiguration;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.token.TokenRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.javapoet.ClassName;

/** Several projects of a vendor in one application. */
class ProjectsTest {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";

    private static final String[] TWO = {
        "videoprovider.livekit.eu.url=ws://eu:1",
        "videoprovider.livekit.eu.api-key=eu-key",
        "videoprovider.livekit.eu.api-secret=" + SECRET,
        "videoprovider.livekit.us.url=ws://us:1",
        "videoprovider.livekit.us.api-key=us-key",
        "videoprovider.livekit.us.api-secret=" + SECRET,
        "videoprovider.stream.blue.api-key=blue-key",
        "videoprovider.stream.blue.api-secret=" + SECRET
    };

    private static final AutoConfigurations PROVIDERS = AutoConfigurations.of(
            ProviderSettingsAutoConfiguration.class, LiveKitAutoConfiguration.class, StreamAutoConfiguration.class);

    private final ApplicationContextRunner app = new ApplicationContextRunner().withConfiguration(PROVIDERS);

    @Test
    void each_project_has_a_provider_with_an_id_and_a_connection() {
        app.withPropertyValues(TWO).run(context -> {
            assertThat(context.getBeansOfType(VideoProvider.class))
                    .containsOnlyKeys("livekit-eu", "livekit-us", "stream-blue")
                    .allSatisfy((name, video) -> assertThat(video.id().value()).isEqualTo(name));
            assertThat(context.getBean("livekit-eu").toString()).contains("eu:1");
            assertThat(context.getBean("livekit-us").toString()).contains("us:1");
            assertThat(issuer(context.getBean("livekit-eu", VideoProvider.class)))
                    .isEqualTo("eu-key");
            assertThat(issuer(context.getBean("livekit-us", VideoProvider.class)))
                    .isEqualTo("us-key");
            assertThat(context.getBean("stream-blue")).isInstanceOf(StreamVideoProvider.class);
        });
    }

    private static String issuer(VideoProvider video) {
        String token = video.tokens()
                .mint(TokenRequest.builder("alice", CallId.of("standup")).build())
                .token();
        return video.tokens().verify(token).raw().string("iss");
    }

    @Test
    void unnamed_project_is_a_further_one() {
        app.withPropertyValues(TWO)
                .withPropertyValues(
                        "videoprovider.livekit.url=ws://unnamed:1",
                        "videoprovider.livekit.api-key=key",
                        "videoprovider.livekit.api-secret=" + SECRET)
                .run(context -> assertThat(context.getBeansOfType(VideoProvider.class))
                        .containsOnlyKeys("liveKitVideoProvider", "livekit-eu", "livekit-us", "stream-blue"));
    }

    @Test
    void settings_of_the_unnamed_project_are_not_projects() {
        app.withPropertyValues(
                        "videoprovider.livekit.url=ws://unnamed:1",
                        "videoprovider.livekit.api-key=key",
                        "videoprovider.livekit.api-secret=" + SECRET,
                        "videoprovider.livekit.webhook-keys[0].api-key=other",
                        "videoprovider.livekit.webhook-keys[0].api-secret=" + SECRET)
                .run(context -> assertThat(context.getBeansOfType(VideoProvider.class))
                        .containsOnlyKeys("liveKitVideoProvider"));
    }

    @Test
    void environment_variables_name_projects_without_dashes() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "variables-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of(
                                "VIDEOPROVIDER_LIVEKIT_API_KEY", "key",
                                "VIDEOPROVIDER_LIVEKIT_WEBHOOK_KEYS_0_API_KEY", "other",
                                "VIDEOPROVIDER_LIVEKIT_EUWEST_APISECRET", SECRET,
                                "VIDEOPROVIDER_LIVEKIT_US_API_KEY", "us-key")));
        TestPropertyValues.of("videoprovider.livekit.eu-west.url=ws://eu:1").applyTo(environment);

        assertThat(new TreeSet<>(Projects.LIVEKIT.names(environment))).containsExactly("eu-west", "us");
        assertThat(Projects.LIVEKIT
                        .bind(environment, "eu-west", VideoProviderProperties.LiveKit.class)
                        .apiSecret())
                .isEqualTo(SECRET);
        assertThat(Projects.LIVEKIT
                        .bind(environment, "us", VideoProviderProperties.LiveKit.class)
                        .apiKey())
                .isEqualTo("us-key");
    }

    @Test
    void missing_properties_of_a_project_are_named() {
        app.withPropertyValues("videoprovider.livekit.eu.url=ws://eu:1")
                .run(
                        context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                        .getDescription())
                                .isEqualTo(
                                        "Missing properties: videoprovider.livekit.eu.api-key, videoprovider.livekit.eu.api-secret."));
        app.withPropertyValues(TWO)
                .withPropertyValues("videoprovider.livekit.us.url=us")
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .startsWith("videoprovider.livekit.us.url is invalid"));
    }

    @Test
    void invalid_name_of_a_project_fails() {
        app.withPropertyValues("videoprovider.livekit[a/b].url=ws://eu:1")
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .startsWith("The project name in videoprovider.livekit.a/b.* is invalid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"livekit-eu", "livekit-us", "stream-blue"})
    void primary_is_the_id_of_a_project(String primary) {
        app.withPropertyValues(TWO)
                .withPropertyValues("videoprovider.primary=" + primary)
                .withUserConfiguration(WantsAny.class)
                .run(context -> assertThat(context.getBean("wanted")).isEqualTo(primary));
    }

    @ParameterizedTest
    @CsvSource({"eu-1, eu-1", "eu-2, eu-2", "livekit-us, livekit-us"})
    void primary_is_the_id_of_a_declared_provider(String primary, String wanted) {
        app.withPropertyValues(TWO)
                .withPropertyValues("videoprovider.primary=" + primary)
                .withUserConfiguration(WantsAny.class, OwnProviders.class)
                .run(context -> assertThat(context.getBean("wanted")).isEqualTo(wanted));
    }

    @Test
    void primary_may_be_the_only_declared_provider_of_a_vendor() {
        app.withPropertyValues("videoprovider.stream.api-key=key", "videoprovider.stream.api-secret=" + SECRET)
                .withPropertyValues("videoprovider.primary=livekit")
                .withUserConfiguration(WantsAny.class, OwnDefault.class)
                .run(context -> assertThat(context.getBean("wanted")).isEqualTo("livekit"));
    }

    @Test
    void unknown_primary_fails_and_the_ids_are_named() {
        app.withPropertyValues(TWO)
                .withPropertyValues("videoprovider.primary=livekit")
                .withUserConfiguration(OwnProviders.class)
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .isEqualTo("videoprovider.primary is livekit, but the providers are"
                                + " [eu-1, eu-2, livekit-eu, livekit-us, stream-blue]."));
    }

    @Test
    void providers_with_the_same_id_fail() {
        ApplicationContextRunner dispatching = app.withConfiguration(
                AutoConfigurations.of(InboxAutoConfiguration.class, EventDispatchAutoConfiguration.class));
        dispatching
                .withUserConfiguration(OwnDefault.class, AnotherDefault.class)
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .startsWith("Several VideoProvider beans have the id livekit"));
        new WebApplicationContextRunner()
                .withConfiguration(PROVIDERS)
                .withConfiguration(AutoConfigurations.of(TokenEndpointAutoConfiguration.class))
                .withBean(TokenAuthorizer.class, () -> (user, request) -> Optional.empty())
                .withPropertyValues("videoprovider.token-endpoint.enabled=true")
                .withUserConfiguration(OwnDefault.class, AnotherDefault.class)
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getAction())
                        .contains("id(new ProviderId(\"livekit-eu\"))", "videoprovider.livekit.<name>.*"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void events_and_tokens_of_each_project_keep_their_origin(WebApplicationType type) throws Exception {
        try (ConfigurableApplicationContext app = new SpringApplicationBuilder(TestApplication.class)
                .web(type)
                .properties(Map.of(
                        "server.port", "0",
                        "spring.main.banner-mode", "off",
                        "videoprovider.emulator", "true",
                        "spring.datasource.generate-unique-name", "true",
                        "videoprovider.token-endpoint.enabled", "true",
                        "videoprovider.primary", "livekit-us"))
                .run(List.of(TWO).stream().map(property -> "--" + property).toArray(String[]::new))) {
            assertThat(app.getBeansOfType(VideoProvider.class))
                    .containsOnlyKeys("livekit-eu", "livekit-us", "stream-blue");
            assertThat(app.getBean(VideoProvider.class).id()).isEqualTo(new ProviderId("livekit-us"));
            ReceivedEvents received = app.getBean(ReceivedEvents.class);
            CallId call = CallId.of("standup");

            for (String id : List.of("livekit-eu", "livekit-us")) {
                app.getBean(id, VideoProvider.class)
                        .calls()
                        .getOrCreate(CallRequest.builder(call).build());
                assertThat(received.byHandler.poll(30, TimeUnit.SECONDS))
                        .isNotNull()
                        .satisfies(event -> {
                            assertThat(event.provider()).isEqualTo(new ProviderId(id));
                            assertThat(event.call()).isEqualTo(call);
                        });
                assertThat(received.byListener.poll(30, TimeUnit.SECONDS)).isNotNull();
                String token = token(app, id);
                assertThat(app.getBean(id + "-emulator", LiveKitEmulator.class)
                                .join(token)
                                .identity())
                        .isEqualTo("alice");
            }
            VideoProvider stream = app.getBean("stream-blue", VideoProvider.class);
            stream.calls().getOrCreate(CallRequest.builder(call).build());
            app.getBean("stream-blue-emulator", StreamEmulator.class)
                    .join(
                            stream.tokens()
                                    .mint(TokenRequest.builder("alice", call).build())
                                    .token(),
                            call.toString());
            assertThat(received.byHandler.poll(30, TimeUnit.SECONDS))
                    .isNotNull()
                    .satisfies(event -> assertThat(event.provider()).isEqualTo(new ProviderId("stream-blue")));
        }
    }

    private static String token(ConfigurableApplicationContext app, String id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + app.getEnvironment().getProperty("local.server.port") + "/video/tokens/" + id))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("alice:password".getBytes(UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString("{\"room_name\":\"standup\"}"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(201);
        return Json.parse(response.body()).string("participant_token");
    }

    @Test
    void projects_are_processed_ahead_of_time() throws IOException {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of(TWO).applyTo(context);
            context.register(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    StreamAutoConfiguration.class);
            InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
            DefaultGenerationContext generation =
                    new DefaultGenerationContext(new ClassNameGenerator(ClassName.get("test", "Application")), files);

            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();

            StringBuilder sources = new StringBuilder();
            for (String path :
                    files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE).keySet()) {
                sources.append(files.getGeneratedFileContent(GeneratedFiles.Kind.SOURCE, path));
            }
            assertThat(sources).contains("\"livekit-eu\"", "\"livekit-us\"", "\"stream-blue\"");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsAny {

        @Bean
        String wanted(VideoProvider video) {
            return video.id().value();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnProviders {

        @Bean
        LiveKitVideoProvider one() {
            return own("eu-1");
        }

        @Bean
        LiveKitVideoProvider two() {
            return own("eu-2");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDefault {

        @Bean
        LiveKitVideoProvider own() {
            return ProjectsTest.own("livekit");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AnotherDefault {

        @Bean
        LiveKitVideoProvider another() {
            return own("livekit");
        }
    }

    private static LiveKitVideoProvider own(String id) {
        return LiveKitVideoProvider.builder()
                .id(new ProviderId(id))
                .url("ws://own:1")
                .apiKey("own")
                .apiSecret(SECRET)
                .build();
    }
}

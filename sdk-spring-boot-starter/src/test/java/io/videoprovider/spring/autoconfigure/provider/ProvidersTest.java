package io.videoprovider.spring.autoconfigure.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.error.ProviderId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.spring.LiveKitBuilderCustomizer;
import io.videoprovider.spring.OkHttpCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.emulator.LiveKitEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.emulator.StreamEmulatorAutoConfiguration;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class ProvidersTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final String[] LIVEKIT = {
        "videoprovider.livekit.url=ws://localhost:7880",
        "videoprovider.livekit.api-key=devkey",
        "videoprovider.livekit.api-secret=" + SECRET
    };

    private static final String[] STREAM = {
        "videoprovider.stream.api-key=streamkey", "videoprovider.stream.api-secret=" + SECRET
    };

    private final ApplicationContextRunner app = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitEmulatorAutoConfiguration.class,
                    StreamEmulatorAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    StreamAutoConfiguration.class));

    @Test
    void application_without_properties_starts_without_a_provider() {
        app.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VideoProvider.class));
    }

    @Test
    void livekit_provider_mints_tokens() {
        app.withPropertyValues(LIVEKIT).run(context -> {
            JoinToken token = context.getBean(VideoProvider.class)
                    .tokens()
                    .mint(TokenRequest.builder("alice", CallId.of("consult")).build());

            assertThat(token.provider()).isEqualTo(ProviderId.LIVEKIT);
            assertThat(token.serverUrl()).hasToString("ws://localhost:7880");
        });
    }

    @Test
    void stream_provider_uses_the_configured_roles() {
        app.withPropertyValues(STREAM)
                .withPropertyValues("videoprovider.stream.roles.host=admin")
                .run(context -> {
                    VideoProvider video = context.getBean(VideoProvider.class);
                    JoinToken token = video.tokens()
                            .mint(TokenRequest.builder("alice", CallId.of("consult"))
                                    .role(Role.HOST)
                                    .build());

                    assertThat(token.provider()).isEqualTo(ProviderId.STREAM);
                    assertThat(token.apiKey()).isEqualTo("streamkey");
                });
    }

    @Test
    void primary_provider_is_injected_if_both_exist() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withPropertyValues("videoprovider.primary=stream")
                .run(context -> {
                    assertThat(context).getBean(VideoProvider.class).isInstanceOf(StreamVideoProvider.class);
                    assertThat(context).getBean("liveKitVideoProvider").isInstanceOf(LiveKitVideoProvider.class);
                    assertThat(context).getBean("streamVideoProvider").isInstanceOf(StreamVideoProvider.class);
                });
    }

    @Test
    void ambiguous_provider_fails_and_the_failure_names_the_property() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withUserConfiguration(WantsAny.class)
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getAction())
                        .contains("videoprovider.primary", "liveKitVideoProvider"));
    }

    @Test
    void providers_without_a_primary_are_injected_by_qualifier() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withUserConfiguration(WantsLiveKit.class)
                .run(context -> assertThat(context.getBean("wanted")).isEqualTo("livekit"));
    }

    @Test
    void primary_provider_that_does_not_exist_fails() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues("videoprovider.primary=stream")
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .isEqualTo("videoprovider.primary is stream, but the providers are [livekit]."));
    }

    @Test
    void failure_names_all_missing_properties() {
        app.withPropertyValues(LIVEKIT[0])
                .run(
                        context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                        .getDescription())
                                .isEqualTo(
                                        "Missing properties: videoprovider.livekit.api-key, videoprovider.livekit.api-secret."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7880", "127.0.0.1:7880", "livekit.example", "ftp://livekit.example", "ws://a b"})
    void malformed_url_fails_and_the_failure_names_property_and_value(String url) {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues("videoprovider.livekit.url=" + url)
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .startsWith("videoprovider.livekit.url is invalid: url must ")
                        .contains("such as wss://my-project.livekit.cloud or ws://localhost:7880")
                        .endsWith("The value is \"" + url + "\"."));
        app.withPropertyValues(STREAM)
                .withPropertyValues("videoprovider.stream.url=" + url.replace("ws:", "https:"))
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .startsWith("videoprovider.stream.url is invalid: url must ")
                        .contains("such as https://video.stream-io-api.com")
                        .endsWith("The value is \"" + url.replace("ws:", "https:") + "\"."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wss://user:pa55word@livekit.example", "wss://livekit.example?key=pa55word"})
    void credentials_in_a_rejected_url_are_not_printed(String url) {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues("videoprovider.livekit.url=" + url)
                .run(context -> {
                    FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .startsWith("videoprovider.livekit.url is invalid: url must not have credentials");
                    assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("pa55word");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "videoprovider.livekit.api-key=a/b, videoprovider.livekit.api-key",
        "videoprovider.livekit.webhook-keys[0].api-secret=' ', videoprovider.livekit.webhook-keys",
        "videoprovider.stream.api-key=a/b, videoprovider.stream.api-key",
        "videoprovider.stream.server-user=a/b, videoprovider.stream.server-user",
        "videoprovider.stream.token-backdating=61s, videoprovider.stream.token-backdating",
        "videoprovider.stream.roles.host=a/b, videoprovider.stream.roles",
        "videoprovider.stream.webhook-keys[0].api-secret=' ', videoprovider.stream.webhook-keys"
    })
    void any_other_rejected_value_fails_and_the_failure_names_the_property(String setting, String property) {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withPropertyValues("videoprovider.primary=livekit")
                .withPropertyValues(setting.replace("'", ""))
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getDescription())
                        .startsWith(property + " is invalid: ")
                        .doesNotContain("a/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "production"})
    void short_secret_fails_in_a_production_profile_and_is_not_printed(String profile) {
        app.withPropertyValues(LIVEKIT[0], LIVEKIT[1], "videoprovider.livekit.api-secret=dev-s3cret")
                .withPropertyValues("spring.profiles.active=" + profile)
                .run(context -> {
                    FailureAnalysis analysis = StartupFailures.analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .contains("videoprovider.livekit.api-secret must have at least 32 bytes", "has 10");
                    assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("dev-s3cret");
                });
    }

    @Test
    void short_secret_is_accepted_in_other_profiles() {
        app.withPropertyValues(LIVEKIT[0], LIVEKIT[1], "videoprovider.livekit.api-secret=secret")
                .run(context -> assertThat(context).hasSingleBean(LiveKitVideoProvider.class));
    }

    @Test
    void invalid_value_fails_and_the_failure_names_the_property() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues("videoprovider.resilience.retry.max-attempts=11")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("videoprovider.resilience")
                        .hasStackTraceContaining("maxAttempts"));
    }

    @Test
    void property_defaults_equal_the_defaults_of_the_sdk() {
        app.run(context -> assertThat(context.getBean(VideoProviderProperties.class)
                        .resilience()
                        .toResilience())
                .usingRecursiveComparison()
                .isEqualTo(Resilience.DEFAULT));
    }

    @Test
    void properties_do_not_print_secrets() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withPropertyValues("videoprovider.livekit.webhook-keys[0].api-secret=" + SECRET)
                .run(context -> {
                    assertThat(context.getBean(VideoProviderProperties.class).toString())
                            .contains("devkey")
                            .doesNotContain(SECRET);
                    assertThat(context.getBean(VideoConnectionDetails.LiveKit.class)
                                    .toString())
                            .contains("devkey")
                            .doesNotContain(SECRET);
                });
    }

    @Test
    void vendor_without_its_module_is_ignored() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withClassLoader(new FilteredClassLoader(LiveKitVideoProvider.class))
                .run(context ->
                        assertThat(context).getBean(VideoProvider.class).isInstanceOf(StreamVideoProvider.class));
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withClassLoader(new FilteredClassLoader(StreamVideoProvider.class))
                .run(context ->
                        assertThat(context).getBean(VideoProvider.class).isInstanceOf(LiveKitVideoProvider.class));
    }

    @Test
    void provider_bean_of_the_application_replaces_that_of_its_vendor() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withPropertyValues("videoprovider.primary=stream")
                .withUserConfiguration(OwnLiveKit.class)
                .run(context -> {
                    assertThat(context.getBeansOfType(LiveKitVideoProvider.class))
                            .containsOnlyKeys("own");
                    assertThat(context).hasSingleBean(StreamVideoProvider.class);
                });
    }

    @Test
    void bean_declared_as_the_interface_replaces_both() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues(STREAM)
                .withUserConfiguration(OwnProvider.class)
                .run(context ->
                        assertThat(context.getBeansOfType(VideoProvider.class)).containsOnlyKeys("own"));
    }

    @Test
    void connection_details_override_the_properties() {
        app.withPropertyValues(LIVEKIT)
                .withBean(
                        VideoConnectionDetails.LiveKit.class,
                        () -> new LiveKitConnection("ws://elsewhere:1", "key", SECRET))
                .run(context -> assertThat(
                                context.getBean(LiveKitVideoProvider.class).toString())
                        .contains("elsewhere")
                        .doesNotContain("7880"));
    }

    @Test
    void customizers_are_applied_in_order_after_the_properties() {
        app.withPropertyValues(LIVEKIT).withUserConfiguration(Customizers.class).run(context -> {
            assertThat(context.getBean(LiveKitVideoProvider.class).toString()).contains("last:1");
            assertThat(context.getBean("applied")).isEqualTo(List.of("first", "last", "http"));
        });
    }

    @Test
    void missing_ssl_bundle_fails() {
        app.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withPropertyValues(LIVEKIT)
                .withPropertyValues("videoprovider.livekit.ssl.bundle=missing")
                .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining("missing"));
    }

    @Test
    void emulators_serve_both_providers_and_listeners_are_notified() {
        List<String> operations = new CopyOnWriteArrayList<>();
        app.withPropertyValues("videoprovider.emulator=true", "videoprovider.primary=livekit")
                .withBean("one", OperationListener.class, () -> outcome -> operations.add(outcome.operation()))
                .withBean("two", OperationListener.class, () -> outcome -> {
                    throw new IllegalStateException("a listener of the test");
                })
                .run(context -> {
                    assertThat(context.getBeansOfType(VideoProvider.class)).hasSize(2);
                    for (VideoProvider video :
                            context.getBeansOfType(VideoProvider.class).values()) {
                        CallId id = CallId.random("consult");
                        video.calls().getOrCreate(CallRequest.builder(id).build());
                        assertThat(video.calls().get(id).id()).isEqualTo(id);
                    }
                    assertThat(operations).contains("CreateRoom");
                });
    }

    @Test
    void emulator_without_its_module_fails_instead_of_using_the_configured_keys() {
        app.withPropertyValues(LIVEKIT)
                .withPropertyValues("videoprovider.emulator=true")
                .withClassLoader(new FilteredClassLoader("io.videoprovider.emulator"))
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getAction())
                        .contains("io.videoprovider:videoprovider-emulators"));
    }

    @Test
    void emulator_without_the_module_of_a_vendor_fails() {
        app.withPropertyValues("videoprovider.emulator=true")
                .withClassLoader(new FilteredClassLoader(LiveKitVideoProvider.class, StreamVideoProvider.class))
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getAction())
                        .contains("io.videoprovider:videoprovider-livekit", "io.videoprovider:videoprovider-stream"));
    }

    @Test
    void modules_that_are_missing_do_not_matter_without_the_emulator() {
        app.withPropertyValues("videoprovider.emulator=false")
                .withClassLoader(new FilteredClassLoader("io.videoprovider.emulator", "io.videoprovider.livekit"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void emulator_is_closed_with_the_application() {
        LiveKitEmulator[] emulator = new LiveKitEmulator[1];
        app.withPropertyValues("videoprovider.emulator=true")
                .run(context -> emulator[0] = context.getBean(LiveKitEmulator.class));
        URI url = emulator[0].url();
        assertThatThrownBy(() -> new Socket(url.getHost(), url.getPort()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsAny {
        @Bean
        String wanted(VideoProvider video) {
            return video.id().value();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsLiveKit {
        @Bean
        String wanted(@Qualifier("liveKitVideoProvider") VideoProvider video) {
            return video.id().value();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnLiveKit {
        @Bean
        LiveKitVideoProvider own() {
            return LiveKitVideoProvider.builder()
                    .url("ws://own:1")
                    .apiKey("own")
                    .apiSecret(SECRET)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnProvider {
        @Bean
        VideoProvider own() {
            return new OwnLiveKit().own();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        private final List<String> applied = new CopyOnWriteArrayList<>();

        @Bean
        List<String> applied() {
            return applied;
        }

        @Bean
        @Order(2)
        LiveKitBuilderCustomizer last() {
            return builder -> {
                applied.add("last");
                builder.url("ws://last:1");
            };
        }

        @Bean
        @Order(1)
        LiveKitBuilderCustomizer first() {
            return builder -> {
                applied.add("first");
                builder.url("ws://first:1");
            };
        }

        @Bean
        OkHttpCustomizer http() {
            return client -> applied.add("http");
        }
    }
}

package io.videoprovider.spring.autoconfigure.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.emulator.LiveKitEmulatorAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import java.lang.reflect.Constructor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.logging.LogFactory;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.lifecycle.DockerComposeServicesReadyEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** LiveKit in a container, without a Docker engine: Boot's listeners and registrars receive what an engine would report. */
class ContainerConnectionTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final ApplicationContextRunner app = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitEmulatorAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    ServiceConnectionAutoConfiguration.class));

    @Test
    void docker_compose_service_creates_a_provider() {
        compose(service("livekit/livekit-server:v1.13.5", Map.of("LIVEKIT_KEYS", "mykey: " + SECRET)))
                .run(context -> {
                    assertThat(context).hasSingleBean(LiveKitVideoProvider.class);
                    VideoConnectionDetails.LiveKit found = context.getBean(VideoConnectionDetails.LiveKit.class);
                    assertThat(found.url()).isEqualTo("ws://127.0.0.1:32768");
                    assertThat(found.apiKey()).isEqualTo("mykey");
                    assertThat(found.apiSecret()).isEqualTo(SECRET);
                    assertThat(found.toString()).doesNotContain(SECRET);
                });
    }

    @Test
    void docker_compose_service_overrides_the_properties_and_the_emulator() {
        compose(service("livekit/livekit-server", Map.of()))
                .withPropertyValues("videoprovider.livekit.url=ws://elsewhere:1", "videoprovider.emulator=true")
                .run(context -> {
                    assertThat(context.getBean(LiveKitVideoProvider.class).toString())
                            .contains("127.0.0.1:32768");
                    assertThat(context).doesNotHaveBean(LiveKitEmulator.class);
                });
    }

    @Test
    void service_of_another_image_is_ignored_unless_it_is_labelled() {
        compose(service("registry.example/media-server", Map.of()))
                .run(context -> assertThat(context).doesNotHaveBean(VideoConnectionDetails.class));
        compose(service(
                        "registry.example/media-server",
                        Map.of(),
                        Map.of("org.springframework.boot.service-connection", "livekit/livekit-server")))
                .run(context -> assertThat(context).hasSingleBean(VideoConnectionDetails.LiveKit.class));
    }

    @Test
    void service_without_a_published_port_fails() {
        RunningService service = service("livekit/livekit-server", Map.of(), Map.of(), Map.of());
        compose(service).run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining("7880"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mykey: mysecret | | mykey | mysecret",
                "{\"mykey\": \"mysecret\"} | | mykey | mysecret",
                "'mykey: mysecret\nother: another' | | mykey | mysecret",
                "'number: 1234\nmykey: mysecret' | | mykey | mysecret",
                "mykey: mysecret | keys: {other: another} | mykey | mysecret",
                "| keys: {mykey: mysecret} | mykey | mysecret",
                "| 'webhook: {urls: [\"http://host:1/hook\"]}' | devkey | secret",
                "'' | | devkey | secret",
                "| | devkey | secret",
            })
    void key_is_read_in_the_order_of_the_server(
            @Nullable String keys, @Nullable String config, String id, String secret) {
        Map<String, @Nullable String> environment = new HashMap<>();
        environment.put("LIVEKIT_KEYS", keys);
        environment.put("LIVEKIT_CONFIG", config);

        LiveKitContainerKey key = LiveKitContainerKey.of(environment).orElse(LiveKitContainerKey.DEV);

        assertThat(key.id()).isEqualTo(id);
        assertThat(key.secret()).isEqualTo(secret);
        assertThat(key.toString()).doesNotContain(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mykey:s3cret", "mykey: 's3cret", "[s3cret]", "mykey: {s3cret: s3cret}", "mykey: 12345"})
    void invalid_keys_fail_and_are_not_printed(String keys) {
        compose(service("livekit/livekit-server", Map.of("LIVEKIT_KEYS", keys))).run(context -> {
            assertThat(StartupFailures.analyze(context.getStartupFailure()).getAction())
                    .contains("LIVEKIT_KEYS", "key: secret");
            assertThat(Throwables.getStackTrace(context.getStartupFailure()))
                    .contains("LIVEKIT_KEYS")
                    .doesNotContain("s3cret");
        });
    }

    @Test
    void testcontainers_container_creates_a_provider() {
        container(container -> container.withEnv("LIVEKIT_KEYS", "mykey: " + SECRET))
                .run(context -> {
                    VideoConnectionDetails.LiveKit found = context.getBean(VideoConnectionDetails.LiveKit.class);
                    assertThat(found.url()).isEqualTo("ws://engine.example:32769");
                    assertThat(found.apiKey()).isEqualTo("mykey");
                    assertThat(found.apiSecret()).isEqualTo(SECRET);
                    assertThat(context.getBean(LiveKitVideoProvider.class).toString())
                            .contains("engine.example:32769");
                });
    }

    @Test
    void container_with_dev_uses_the_default_key() {
        container(container -> container.withCommand("--dev", "--bind", "0.0.0.0"))
                .run(context -> {
                    VideoConnectionDetails.LiveKit found = context.getBean(VideoConnectionDetails.LiveKit.class);
                    assertThat(found.apiKey()).isEqualTo("devkey");
                    assertThat(found.apiSecret()).isEqualTo("secret");
                });
    }

    @Test
    void container_without_a_key_fails_and_the_failure_names_the_variable() {
        container(container -> {})
                .run(context -> assertThat(StartupFailures.analyze(context.getStartupFailure())
                                .getAction())
                        .contains("LIVEKIT_KEYS", "--dev"));
    }

    /** Publishes a running service to Boot's listener, as Boot does before the application starts. */
    private ApplicationContextRunner compose(RunningService service) {
        return app.withInitializer(context -> {
            SimpleApplicationEventMulticaster listeners = new SimpleApplicationEventMulticaster();
            SpringFactoriesLoader.forDefaultResourceLocation()
                    .load(
                            ApplicationListener.class,
                            SpringFactoriesLoader.FailureHandler.logging(LogFactory.getLog(getClass())))
                    .stream()
                    .filter(listener -> listener.getClass().getName().contains(".docker.compose.service.connection."))
                    .forEach(listeners::addApplicationListener);
            listeners.multicastEvent(ready(context, service));
        });
    }

    /** The constructor is not public. */
    private static DockerComposeServicesReadyEvent ready(ApplicationContext context, RunningService service) {
        try {
            Constructor<DockerComposeServicesReadyEvent> constructor =
                    DockerComposeServicesReadyEvent.class.getDeclaredConstructor(ApplicationContext.class, List.class);
            return BeanUtils.instantiateClass(constructor, context, List.of(service));
        } catch (NoSuchMethodException e) {
            throw new AssertionError("the constructor in Boot has changed", e);
        }
    }

    private static RunningService service(String image, Map<String, String> environment) {
        return service(image, environment, Map.of());
    }

    private static RunningService service(String image, Map<String, String> environment, Map<String, String> labels) {
        return service(image, environment, labels, Map.of(7880, 32768));
    }

    private static RunningService service(
            String image, Map<String, String> environment, Map<String, String> labels, Map<Integer, Integer> ports) {
        return new Service(image, environment, labels, ports);
    }

    /** A running service, as Boot reads it from {@code docker inspect}. */
    private record Service(
            String imageName, Map<String, String> environment, Map<String, String> labels, Map<Integer, Integer> mapped)
            implements RunningService, ConnectionPorts {

        @Override
        public String name() {
            return "project-livekit-1";
        }

        @Override
        public ImageReference image() {
            return ImageReference.of(imageName);
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public ConnectionPorts ports() {
            return this;
        }

        @Override
        public Map<String, @Nullable String> env() {
            return Map.copyOf(environment);
        }

        @Override
        public int get(int containerPort) {
            Integer port = mapped.get(containerPort);
            if (port == null) {
                throw new IllegalStateException("No host port mapping found for container port " + containerPort);
            }
            return port;
        }

        @Override
        public List<Integer> getAll() {
            return List.copyOf(mapped.values());
        }

        @Override
        public List<Integer> getAll(@Nullable String protocol) {
            return getAll();
        }
    }

    private ApplicationContextRunner container(Consumer<Container> settings) {
        return app.withUserConfiguration(Containers.class)
                .withInitializer(context -> context.getBeanFactory().registerSingleton("settings", settings));
    }

    @Configuration(proxyBeanMethods = false)
    static class Containers {

        @Bean
        @ServiceConnection(name = "livekit/livekit-server")
        Container liveKit(Consumer<Container> settings) {
            Container container = new Container();
            settings.accept(container);
            return container;
        }
    }

    /** A container without a Docker engine. */
    static final class Container extends GenericContainer<Container> {

        private boolean running;

        Container() {
            super(DockerImageName.parse("livekit/livekit-server:v1.13.5"));
            withExposedPorts(7880, 7881);
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public String getHost() {
            return "engine.example";
        }

        @Override
        public Integer getMappedPort(int originalPort) {
            if (!running || originalPort != 7880) {
                throw new IllegalStateException("Mapped port can only be obtained after the container is started");
            }
            return 32769;
        }
    }
}

package io.videoprovider.spring.autoconfigure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.spring.TokenAuthorizer;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Applications whose class path lacks optional modules. Each runs in a class loader of its own: a filtered class loader does not suffice,
 * because its parent loads the classes of the starter.
 */
class BareApplicationTest {

    /** The required dependencies of the starter and of the LiveKit module. */
    private static final Pattern REQUIRED =
            Pattern.compile("(spring-(boot(-autoconfigure)?|core|context|beans|aop|expression)"
                    + "|micrometer-(commons|observation)|commons-logging|logback-.*|log4j-.*|slf4j-api|jul-to-slf4j|snakeyaml|jspecify"
                    + "|okhttp-jvm|okio-jvm|kotlin-stdlib|resilience4j-.*|jackson-core|nimbus-jose-jwt"
                    + "|videoprovider-(core|livekit))-\\d.*\\.jar");

    private static final Pattern MODULES =
            Pattern.compile(".*sdk-(core|livekit|spring-boot-starter)[/\\\\]target[/\\\\](test-)?classes");

    private static final Pattern EVENTS =
            Pattern.compile(".*(videoprovider-events-\\d.*\\.jar|sdk-events[/\\\\]target[/\\\\]classes)");

    @Test
    void application_without_optional_dependencies_has_a_provider() throws Exception {
        try (URLClassLoader loader = loader(BareApplicationTest::required)) {
            for (String absent : List.of(
                    "io.videoprovider.inbox.Inbox",
                    "org.springframework.boot.docker.compose.core.RunningService",
                    "org.testcontainers.containers.GenericContainer",
                    "org.springframework.boot.jdbc.DatabaseDriver")) {
                assertThat(find(loader, absent)).as(absent).isNull();
            }

            assertThat(run(loader, WebApplicationType.NONE).beans)
                    .contains("liveKitVideoProvider")
                    .doesNotContain(
                            "videoInbox",
                            "videoEventDispatcher",
                            "videoWebhookIntake",
                            "videoProviderHealthContributor",
                            "videoOperationObservations",
                            "videoProviderEndpoint",
                            "liveKitEmulator",
                            "streamVideoProvider");
        }
    }

    @Test
    void application_with_the_events_module_also_has_an_inbox_and_a_dispatcher() throws Exception {
        try (URLClassLoader loader =
                loader(entry -> required(entry) || EVENTS.matcher(entry).matches())) {
            assertThat(run(loader, WebApplicationType.NONE).beans)
                    .contains("liveKitVideoProvider", "videoInbox", "videoEventDispatcher", "videoWebhookIntake")
                    .doesNotContain("videoWebhookReceiver");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SERVLET", "REACTIVE"})
    void web_application_without_the_events_module_has_providers_tokens_health_and_observations(String type)
            throws Exception {
        try (URLClassLoader loader = loader(entry -> !EVENTS.matcher(entry).matches())) {
            assertThat(find(loader, "io.videoprovider.inbox.Inbox")).isNull();

            Result result = run(loader, WebApplicationType.valueOf(type));

            assertThat(result.beans)
                    .contains(
                            "liveKitVideoProvider",
                            "videoTokenRoute",
                            "videoProviderHealthContributor",
                            "videoOperationObservations",
                            "liveKitEmulator")
                    .doesNotContain("videoInbox", "videoWebhookReceiver", "videoWebhookSecurity", "videoInboxMeters");
            assertThat(result.report).contains("liveKitVideoProvider", "\"handlers\":[]");
        }
    }

    /** Beans of an application that started, and the response of its actuator endpoint. */
    private record Result(List<String> beans, String report) {}

    private static Result run(ClassLoader loader, WebApplicationType type) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            String[] result = (String[]) loader.loadClass(BareApplication.class.getName())
                    .getDeclaredMethod("run", String.class)
                    .invoke(null, type.name());
            return new Result(List.of(result[0].split(",")), result[1]);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static @Nullable Class<?> find(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static boolean required(String entry) {
        return REQUIRED.matcher(Path.of(entry).getFileName().toString()).matches()
                || MODULES.matcher(entry).matches();
    }

    private static URLClassLoader loader(Predicate<String> included) throws MalformedURLException {
        // Surefire's class path, because java.class.path may be one jar whose manifest lists the others.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (included.test(entry)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Runs in a class loader of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    public static class BareApplication {

        /** Creates the configuration. */
        public BareApplication() {}

        @Bean
        TokenAuthorizer tokenAuthorizer() {
            return (user, request) -> Optional.empty();
        }

        /** Starts an application and returns the names of its beans and the response of its actuator endpoint. */
        public static String[] run(String type) throws Exception {
            WebApplicationType webType = WebApplicationType.valueOf(type);
            List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.flyway.enabled=false"));
            if (webType == WebApplicationType.NONE) {
                arguments.addAll(List.of(LIVEKIT));
            } else {
                if (webType == WebApplicationType.SERVLET) {
                    // Tomcat registers a factory in the JVM, which other tests may have done.
                    TomcatURLStreamHandlerFactory.disable();
                }
                arguments.addAll(List.of(
                        "--videoprovider.emulator=true",
                        "--videoprovider.token-endpoint.enabled=true",
                        "--management.endpoints.web.exposure.include=videoprovider",
                        "--spring.security.user.name=alice",
                        "--spring.security.user.password={noop}password"));
            }
            try (ConfigurableApplicationContext app = new SpringApplicationBuilder(BareApplication.class)
                    .bannerMode(Banner.Mode.OFF)
                    .web(webType)
                    .run(arguments.toArray(String[]::new))) {
                return new String[] {
                    String.join(",", app.getBeanDefinitionNames()),
                    webType == WebApplicationType.NONE ? "" : report(app)
                };
            }
        }

        private static final String[] LIVEKIT = {
            "--videoprovider.livekit.url=ws://localhost:7880",
            "--videoprovider.livekit.api-key=devkey",
            "--videoprovider.livekit.api-secret=0123456789abcdef0123456789abcdef"
        };

        private static String report(ConfigurableApplicationContext app) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                            + app.getEnvironment().getProperty("local.server.port") + "/actuator/videoprovider"))
                    .header(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString("alice:password".getBytes(UTF_8)))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}

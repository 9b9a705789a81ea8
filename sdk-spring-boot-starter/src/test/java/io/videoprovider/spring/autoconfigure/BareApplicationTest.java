package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application with the starter, one vendor and nothing that is optional: no web, no database, no actuator, no Docker. A filtered
 * class loader would not do, because the starter's own classes come from the one behind it.
 */
class BareApplicationTest {

    /** What the starter and the vendor's module depend on, and these themselves. */
    private static final Pattern DEMANDED =
            Pattern.compile("(spring-(boot(-autoconfigure)?|core|context|beans|aop|expression)"
                    + "|micrometer-(commons|observation)|commons-logging|logback-.*|log4j-.*|slf4j-api|jul-to-slf4j|snakeyaml|jspecify"
                    + "|okhttp-jvm|okio-jvm|kotlin-stdlib|resilience4j-.*|videoprovider-(core|livekit))-\\d.*\\.jar");

    private static final Pattern MODULES =
            Pattern.compile(".*sdk-(core|livekit|spring-boot-starter)[/\\\\]target[/\\\\](test-)?classes");

    @Test
    void it_starts_with_what_the_starter_demands_and_no_more() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(demanded(), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);

            assertThat(find(loader, "org.springframework.boot.docker.compose.core.RunningService"))
                    .isNull();
            assertThat(find(loader, "org.testcontainers.containers.GenericContainer"))
                    .isNull();
            assertThat(find(loader, "org.springframework.boot.jdbc.DatabaseDriver"))
                    .isNull();
            Object beans = loader.loadClass(BareApplication.class.getName())
                    .getDeclaredMethod("beans")
                    .invoke(null);

            assertThat((String[]) beans)
                    .contains("liveKitVideoProvider", "videoInbox", "videoEventDispatcher", "videoWebhookIntake")
                    .doesNotContain(
                            "videoWebhookReceiver",
                            "videoProviderHealthContributor",
                            "videoOperationObservations",
                            "videoProviderEndpoint",
                            "liveKitEmulator",
                            "streamVideoProvider");
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

    private static URL[] demanded() throws IOException {
        // Surefire's own word for it, where the real class path is one jar that names the others.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (DEMANDED.matcher(path.getFileName().toString()).matches()
                    || MODULES.matcher(path.toString()).matches()) {
                urls.add(path.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** Runs in a class loader of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    public static class BareApplication {

        /** The names of the beans of an application that started. */
        public static String[] beans() {
            try (ConfigurableApplicationContext app = new SpringApplicationBuilder(BareApplication.class)
                    .bannerMode(Banner.Mode.OFF)
                    .run(
                            "--videoprovider.livekit.url=ws://localhost:7880",
                            "--videoprovider.livekit.api-key=devkey",
                            "--videoprovider.livekit.api-secret=0123456789abcdef0123456789abcdef")) {
                return app.getBeanDefinitionNames();
            }
        }
    }
}

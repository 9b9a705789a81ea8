package io.videoprovider.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Emulators on a class path with an older version of jackson-annotations, selected by another dependency. */
class OldJacksonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.videoprovider.emulator.livekit.LiveKitEmulator",
                "io.videoprovider.emulator.stream.StreamEmulator"
            })
    void start_fails_and_names_the_cure(String emulator) throws Exception {
        try (URLClassLoader loader = new OldAnnotations()) {
            assertThat(loader.loadClass("com.fasterxml.jackson.annotation.JsonProperty")
                            .getClassLoader())
                    .isSameAs(loader);
            Object builder =
                    loader.loadClass(emulator).getDeclaredMethod("builder").invoke(null);

            assertThatThrownBy(() -> builder.getClass().getMethod("start").invoke(builder))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("jackson-annotations 2.21")
                    .hasMessageContaining("videoprovider-bom")
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
        }
    }

    /** Lacks the annotations that were added in version 2.21. */
    private static final class OldAnnotations extends URLClassLoader {

        OldAnnotations() throws MalformedURLException {
            // Not the platform's class loader, which also loads the modules of this test.
            super(classPath(), null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.matches("com\\.fasterxml\\.jackson\\.annotation\\.Json(Des|S)erializeAs")) {
                throw new ClassNotFoundException(name);
            }
            return name.startsWith("java.")
                    ? ClassLoader.getPlatformClassLoader().loadClass(name)
                    : super.findClass(name);
        }

        private static URL[] classPath() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (String property : List.of("jdk.module.path", "surefire.test.class.path", "java.class.path")) {
                for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
                    urls.add(Path.of(entry).toUri().toURL());
                }
            }
            return urls.toArray(URL[]::new);
        }
    }
}

package io.videoprovider.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Programs with libraries that cannot share a class path with ours, each in a folder of its own: {@code peers/<name>/target}. They
 * exchange only types of the JDK with the benchmarks.
 */
enum Peers {
    LIVEKIT_SDK("livekit-sdk", "io.videoprovider.benchmarks.livekitsdk.LiveKitSdk"),
    JWT_LIBRARIES("jwt-libraries", "io.videoprovider.benchmarks.jwt.JwtLibraries");

    /** Folder of the module {@code benchmarks}. */
    static final Path HOME = Path.of(System.getProperty("benchmarks.home", "benchmarks"));

    private final String folder;
    private final String program;

    Peers(String folder, String program) {
        this.folder = folder;
        this.program = program;
    }

    /** Name of the class with the methods for {@link #work}, and with {@code main} if the peer has one. */
    String program() {
        return program;
    }

    /** Returns the jars that one vendor module of this SDK adds to an empty application, itself included. */
    static List<Path> jarsWith(String vendor) {
        String other = vendor.equals("livekit") ? "stream" : "livekit";
        return jars(HOME.resolve("target/jars")).stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("videoprovider-" + other))
                .toList();
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("run ./mvnw package first", e);
        }
    }

    /** Returns the program and its jars. */
    List<Path> classPath() {
        return Stream.concat(Stream.of(target().resolve("classes")), jars(target().resolve("jars")).stream())
                .toList();
    }

    private Path target() {
        return HOME.resolve("peers").resolve(folder).resolve("target");
    }

    /** Calls a static method of the program, which returns the work to be measured. */
    @SuppressWarnings("unchecked")
    Callable<Object> work(String name, Object... arguments) {
        try {
            // Lives as long as the JVM: one fork runs one peer.
            ClassLoader loader = new URLClassLoader(
                    classPath().stream().map(Peers::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            Method method = Arrays.stream(loader.loadClass(program).getMethods())
                    .filter(candidate -> candidate.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
            return (Callable<Object>) method.invoke(null, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}

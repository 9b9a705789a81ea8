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
 * Programs with libraries that cannot share a class path with ours, each in a folder of its own: {@code peers/<name>/target}. They speak
 * to the benchmarks in types of the JDK alone.
 */
enum Peers {
    LIVEKIT_SDK("livekit-sdk", "io.videoprovider.benchmarks.livekitsdk.LiveKitSdk"),
    JWT_LIBRARIES("jwt-libraries", "io.videoprovider.benchmarks.jwt.JwtLibraries");

    /** Of the module {@code benchmarks}; the report sets it for the JVMs that it starts. */
    static final Path HOME = Path.of(System.getProperty("benchmarks.home", "benchmarks"));

    private final String folder;
    private final String program;

    Peers(String folder, String program) {
        this.folder = folder;
        this.program = program;
    }

    /** The class with the door, and the {@code main} method where it has one. */
    String program() {
        return program;
    }

    /** What the peer brings along, itself included. */
    List<Path> jars() {
        return jars(target().resolve("jars"));
    }

    static List<Path> jars(Path folder) {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("run ./mvnw package first", e);
        }
    }

    /** The jars, and our few lines that use them. */
    List<Path> classPath() {
        return Stream.concat(Stream.of(target().resolve("classes")), jars().stream())
                .toList();
    }

    private Path target() {
        return HOME.resolve("peers").resolve(folder).resolve("target");
    }

    /** What a door of the program hands out: the work to be measured. */
    @SuppressWarnings("unchecked")
    Callable<Object> work(String door, Object... arguments) {
        try {
            // Lives as long as the JVM: one fork runs one peer.
            ClassLoader loader = new URLClassLoader(
                    classPath().stream().map(Peers::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            Method method = Arrays.stream(loader.loadClass(program).getMethods())
                    .filter(candidate -> candidate.getName().equals(door))
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

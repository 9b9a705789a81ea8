package io.videoprovider.emulator.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The emulators as a program of its own. */
public final class EmulatorProgram {

    public static final Path JAR =
            Path.of("target", "videoprovider-emulator.jar").toAbsolutePath();
    public static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private EmulatorProgram() {}

    public static Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Returns the URL when it is available, or the error. */
    public static String firstLine(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        return Objects.requireNonNull(out.readLine(), "the program said nothing");
    }
}

package io.videoprovider.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What has been logged since a moment, by anybody in this JVM: the build sends all logs of tests to a file. */
final class CapturedLog {

    private static final String FILE = "org.slf4j.simpleLogger.logFile";

    private final Path file;
    private final int begin;

    private CapturedLog(Path file) {
        this.file = file;
        this.begin = all().length();
    }

    static CapturedLog begin() {
        String file = System.getProperty(FILE);
        if (file == null) {
            throw new AssertionError("the system property " + FILE + " is not set; pom.xml has its value");
        }
        return new CapturedLog(Path.of(file));
    }

    String text() {
        return all().substring(begin);
    }

    private String all() {
        try {
            // The file is there with the first line.
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

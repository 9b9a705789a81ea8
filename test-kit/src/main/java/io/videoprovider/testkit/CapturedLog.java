package io.videoprovider.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The log output of this JVM since {@link #start}. Needs SLF4J's simple logger, with a file. */
public final class CapturedLog {

    private static final String FILE = "org.slf4j.simpleLogger.logFile";

    private final Path file;
    private final int start;

    private CapturedLog(Path file) {
        this.file = file;
        this.start = all().length();
    }

    public static CapturedLog start() {
        String file = System.getProperty(FILE);
        if (file == null) {
            throw new AssertionError("the system property " + FILE + " is not set; pom.xml has its value");
        }
        // The first logger truncates the file of an earlier run, which must happen before the position is taken.
        LoggerFactory.getLogger(CapturedLog.class).debug("start");
        return new CapturedLog(Path.of(file));
    }

    public String text() {
        return all().substring(start);
    }

    private String all() {
        try {
            // The first line creates the file.
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.videoprovider.testkit.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of {@code docs/retries.md} that a vendor's chaos test generates, between markers. The test fails if the page differs;
 * {@code ./mvnw -pl sdk-livekit,sdk-stream -am verify -Dretries.write} writes it.
 */
final class RetriesPage {

    // Surefire sets basedir.
    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "../docs/retries.md");

    private RetriesPage() {}

    /** Returns the generated part of a vendor, after writing it if the system property is set. */
    static String read(String vendor, String generated) throws IOException {
        String page = Files.readString(PAGE);
        String begin = "<!-- " + vendor + ": generated -->\n";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- " + vendor + ": end -->", from);
        if (from < begin.length() || to < 0) {
            throw new AssertionError(PAGE + " lacks the markers of " + vendor);
        }
        if (System.getProperty("retries.write") != null) {
            Files.writeString(PAGE, page.substring(0, from) + generated + page.substring(to));
            return generated;
        }
        return page.substring(from, to);
    }
}

package io.videoprovider.testkit.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a page in {@code docs} that a vendor's test generates, between markers with the vendor's name. The test fails if the
 * page differs; a system property, such as {@code -Dretries.write}, writes it.
 */
public final class GeneratedPart {

    private GeneratedPart() {}

    /**
     * Returns the generated part of a vendor, after writing it if the system property is set.
     *
     * @param page the name of the page without {@code .md}; the property is its name and {@code .write}
     */
    public static String read(String page, String vendor, String generated) throws IOException {
        // Surefire sets basedir.
        Path file = Path.of(System.getProperty("basedir", ""), "../docs/" + page + ".md");
        String text = Files.readString(file);
        String begin = "<!-- " + vendor + ": generated -->\n";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("<!-- " + vendor + ": end -->", from);
        if (from < begin.length() || to < 0) {
            throw new AssertionError(file + " lacks the markers of " + vendor);
        }
        if (System.getProperty(page + ".write") != null) {
            Files.writeString(file, text.substring(0, from) + generated + text.substring(to));
            return generated;
        }
        return text.substring(from, to);
    }
}

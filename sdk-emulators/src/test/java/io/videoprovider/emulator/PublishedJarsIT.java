package io.videoprovider.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jars that {@code ./mvnw install} attaches to each published jar, tested with that of this module. */
class PublishedJarsIT {

    @Test
    void sources_and_javadoc_are_attached() throws IOException {
        assertThat(entries("sources")).contains("io/videoprovider/emulator/livekit/LiveKitEmulator.java");
        assertThat(entries("javadoc"))
                .contains("io.videoprovider.emulators/io/videoprovider/emulator/livekit/LiveKitEmulator.html")
                .noneMatch(name -> name.contains("/internal/"));
    }

    private static List<String> entries(String classifier) throws IOException {
        try (DirectoryStream<Path> jars =
                Files.newDirectoryStream(Path.of("target"), "videoprovider-emulators-*-" + classifier + ".jar")) {
            Iterator<Path> found = jars.iterator();
            assertThat(found).as("jar with " + classifier).hasNext();
            try (JarFile jar = new JarFile(found.next().toFile())) {
                return jar.stream().map(ZipEntry::getName).toList();
            }
        }
    }
}

package io.videoprovider.spring.autoconfigure.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.aot.AbstractAotProcessor;

/** An application that is processed at build time by Spring's ahead-of-time processing, compiled, and run in another process. */
@ExtendWith(OutputCaptureExtension.class)
class AheadOfTimeTest {

    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));

    private static final Map<String, String> LIVEKIT = Map.of(
            "VIDEOPROVIDER_LIVEKIT_URL", "ws://localhost:7880",
            "VIDEOPROVIDER_LIVEKIT_APIKEY", LiveKitWebhook.KEY,
            "VIDEOPROVIDER_LIVEKIT_APISECRET", LiveKitWebhook.SECRET);

    @TempDir
    Path folder;

    @Test
    void build_without_properties_reports_the_missing_ones(CapturedOutput output) throws Exception {
        build();

        assertThat(output.getAll().lines().filter(line -> line.contains("ahead-of-time processing leaves out")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "WARN",
                                        "LiveKitVideoProvider",
                                        "videoprovider.livekit.url",
                                        "webhook endpoint"),
                        line -> assertThat(line)
                                .contains("WARN", "StreamVideoProvider", "videoprovider.stream.api-key"));
    }

    @Test
    void provider_of_which_one_property_is_set_at_build_time_runs_with_the_environment(CapturedOutput output)
            throws Exception {
        build("--videoprovider.livekit.url=ws://localhost:7880");

        assertThat(output.getAll()).doesNotContain("leaves out LiveKitVideoProvider");
        assertThat(run(LIVEKIT)).contains("handled").doesNotContain("not handled");
    }

    @Test
    void environment_that_configures_a_missing_provider_stops_the_start() throws Exception {
        build();

        assertThat(run(LIVEKIT))
                .contains("APPLICATION FAILED TO START", "videoprovider.livekit.url is set", "at build time")
                .doesNotContain("no intake");
        assertThat(run(Map.of("VIDEOPROVIDER_EMULATOR", "true")))
                .contains("APPLICATION FAILED TO START", "videoprovider.emulator is set");
        assertThat(run(Map.of())).contains("no intake");
    }

    @Test
    void environment_that_configures_a_missing_project_stops_the_start() throws Exception {
        build("--videoprovider.livekit.us.url=ws://localhost:7880");

        assertThat(run(Map.of("VIDEOPROVIDER_LIVEKIT_EU_URL", "ws://localhost:7880")))
                .contains("APPLICATION FAILED TO START", "videoprovider.livekit.eu.* is set", "at build time");
        assertThat(run(LIVEKIT)).contains("APPLICATION FAILED TO START", "videoprovider.livekit.url is set");
    }

    private void build(String... arguments) throws IOException {
        new SpringApplicationAotProcessor(
                        AotApplication.class,
                        AbstractAotProcessor.Settings.builder()
                                .sourceOutput(folder.resolve("sources"))
                                .resourceOutput(folder.resolve("classes"))
                                .classOutput(folder.resolve("classes"))
                                .groupId("com.example")
                                .artifactId("app")
                                .build(),
                        arguments)
                .process();
        List<String> options = new ArrayList<>(List.of(
                "-proc:none",
                "-nowarn",
                "-classpath",
                CLASS_PATH,
                "-d",
                folder.resolve("classes").toString()));
        try (Stream<Path> sources = Files.walk(folder.resolve("sources"))) {
            sources.filter(Files::isRegularFile).map(Path::toString).forEach(options::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)))
                .isZero();
    }

    /** Runs the application and returns its output. */
    private String run(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dspring.aot.enabled=true",
                        "-cp",
                        folder.resolve("classes") + File.pathSeparator + CLASS_PATH,
                        AotApplication.class.getName())
                .redirectErrorStream(true);
        command.environment().keySet().removeIf(name -> name.startsWith("VIDEOPROVIDER_"));
        command.environment().putAll(environment);
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}

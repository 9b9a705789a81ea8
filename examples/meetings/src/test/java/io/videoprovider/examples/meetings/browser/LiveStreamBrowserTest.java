package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Route;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.examples.meetings.RunningMeetings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live streams and their viewers. */
@BrowserTest
class LiveStreamBrowserTest {

    @Test
    void viewers_watch_and_chat_and_are_counted(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Town hall");
        alice.join(meeting);
        Person carol = browsers.person("carol").watch(meeting);
        assertThat(carol.text("Not live")).isVisible();

        alice.goLive();

        assertThat(carol.text("Live")).isVisible();
        carol.awaitColour(".live-picture .tile video", "RED");
        assertThat(alice.text("Live · 1 watching")).isVisible();
        assertThat(carol.text("1 watching · peak 1")).isVisible();
        Person bob = browsers.person("bob").watch(meeting);
        assertThat(carol.text("2 watching · peak 2")).isVisible();
        bob.open("/");
        // A viewer is not in the meeting.
        assertThat(alice.page().locator(".tile[data-person^=viewer]")).hasCount(0);

        carol.field("Message").fill("Hello from the audience");
        carol.button("Send").click();
        alice.button("Chat").click();
        assertThat(alice.text("Hello from the audience")).isVisible();
        // The next event after Bob has left finds that his stream is closed.
        carol.button("React: clap").click();
        assertThat(carol.text("1 watching · peak 2")).isVisible();

        alice.button("End live stream").click();
        assertThat(carol.text("Not live")).isVisible();
    }

    @Test
    void viewers_are_counted_although_their_event_arrives_before_an_older_response(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Counted");
        alice.join(meeting);
        Person carol = browsers.person("carol").watch(meeting);
        assertThat(carol.text("1 watching · peak 1")).isVisible();
        Map<Route, APIResponse> held = new HashMap<>();
        carol.page().route("**/watch", route -> held.put(route, route.fetch()));
        alice.goLive();
        carol.page().waitForCondition(() -> !held.isEmpty());

        browsers.person("bob").watch(meeting);
        assertThat(carol.text("2 watching · peak 2")).isVisible();
        Map.copyOf(held).forEach((route, response) -> route.fulfill(new Route.FulfillOptions().setResponse(response)));

        assertThat(carol.text("Live")).isVisible();
        assertThat(carol.text("2 watching · peak 2")).isVisible();
    }

    /** On Stream, which hosts the playlist. The emulator has no files, so the browser gets those of this test. */
    @Test
    void viewers_watch_the_hls_playlist_of_the_provider(Browsers browsers, @TempDir Path folder) throws Exception {
        writePlaylist(folder);
        try (RunningMeetings application = RunningMeetings.start(
                "--server.shutdown=immediate",
                "--videoprovider.primary=stream",
                "--meetings.media-sources=http://127.0.0.1:*")) {
            Person alice = browsers.person("alice", application);
            Json meeting = alice.createMeeting("Webinar");
            alice.join(meeting);
            Json token = alice.post("/api/meetings/" + meeting.string("id") + "/token", Json.EMPTY);
            application.bean(StreamEmulator.class).join(token.string("token"), "default:" + meeting.string("id"));
            Person carol = browsers.person("carol", application);
            carol.page().route(Pattern.compile("\\.(m3u8|ts)$"), route -> {
                String file = route.request().url().endsWith(".ts") ? "segment0.ts" : "live.m3u8";
                route.fulfill(new Route.FulfillOptions().setPath(folder.resolve(file)));
            });
            carol.watch(meeting);
            assertThat(carol.text("Not live")).isVisible();

            alice.button("Go live").click();
            alice.page().locator("dialog select").selectOption("hls");
            alice.page().locator("dialog button.primary").click();

            assertThat(carol.text("Live")).isVisible();
            carol.page().waitForFunction("() => document.querySelector('video.player')?.currentTime > 0.2");
            alice.button("End live stream").click();
            assertThat(carol.text("Not live")).isVisible();
            assertThat(carol.page().locator("video.player")).hasCount(0);
            browsers.closePages(null);
        }
    }

    private static void writePlaylist(Path folder) throws Exception {
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg",
                        "-nostdin",
                        "-loglevel",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=320x180:rate=10",
                        "-t",
                        "4",
                        "-c:v",
                        "libx264",
                        "-pix_fmt",
                        "yuv420p",
                        "-hls_time",
                        "60",
                        "-hls_segment_filename",
                        "segment%d.ts",
                        "live.m3u8")
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(ffmpeg.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(ffmpeg.exitValue()).isZero();
    }
}

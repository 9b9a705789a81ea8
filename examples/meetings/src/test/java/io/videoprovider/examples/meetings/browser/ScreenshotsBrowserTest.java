package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.videoprovider.common.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The pictures in the documentation. {@code -Dimages.write} takes them anew, with pngquant; otherwise the test verifies that they exist, so
 * that a build does not change files.
 */
@BrowserTest
class ScreenshotsBrowserTest {

    private static final Path FOLDER = Path.of("../../docs/images");
    private static final List<String> PICTURES = List.of(
            "home-light",
            "home-dark",
            "home-phone",
            "lobby-light",
            "lobby-phone",
            "meeting-light",
            "meeting-dark",
            "meeting-phone",
            "screen-light",
            "details-light",
            "recordings-light",
            "recordings-dark",
            "recordings-phone",
            "live-light",
            "live-dark",
            "live-phone");

    /** Devices of the test have the names of files. */
    private static final String DEVICE_NAMES = """
            const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
            navigator.mediaDevices.enumerateDevices = async () => (await list()).map(({ deviceId, kind }) => ({ deviceId, kind,
              label: { videoinput: 'Integrated camera', audioinput: 'Headset microphone', audiooutput: 'Headset' }[kind] }));""";

    /** A shared screen with a slide, instead of the pattern of Chromium's fake screen. */
    private static final String SLIDE = """
            navigator.mediaDevices.getDisplayMedia = async () => {
              const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
              const context = canvas.getContext('2d');
              setInterval(() => {
                context.fillStyle = '#fff';
                context.fillRect(0, 0, 1280, 720);
                context.fillStyle = '#171a21';
                context.font = '700 56px Inter, sans-serif';
                context.fillText('Bookings per week', 96, 130);
                [180, 240, 210, 300, 340, 420].forEach((height, i) => {
                  context.fillStyle = i === 5 ? '#4f46e5' : '#c7d2fe';
                  context.fillRect(96 + i * 184, 640 - height, 128, height);
                });
              }, 200);
              return canvas.captureStream(5);
            };""";

    /** Phones cannot share their screen. */
    private static final String PHONE = "delete MediaDevices.prototype.getDisplayMedia;";

    @Test
    @Timeout(600)
    void pictures_of_the_main_pages_exist(Browsers browsers) throws Exception {
        if (TestVideo.FOR_PICTURES) {
            meetings(browsers);
            take(browsers, "light", options -> options.setColorScheme(ColorScheme.LIGHT));
            take(browsers, "dark", options -> options.setColorScheme(ColorScheme.DARK));
            take(
                    browsers,
                    "phone",
                    options -> options.setColorScheme(ColorScheme.LIGHT)
                            .setViewportSize(390, 780)
                            .setIsMobile(true)
                            .setHasTouch(true));
        }
        assertThat(PICTURES).allSatisfy(name -> assertThat(file(name)).isNotEmptyFile());
    }

    private static void meetings(Browsers browsers) {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        schedule(browsers.person("alice"), "Weekly consultation", hour);
        schedule(browsers.person("bob"), "Design review: the new booking page", hour.plus(20, ChronoUnit.HOURS));
        Person alice = browsers.person("alice");
        schedule(alice, "Quarterly planning", hour.plus(47, ChronoUnit.HOURS));
        for (String title : List.of("Onboarding of new colleagues", "Design review: the booking page")) {
            alice.join(alice.createMeeting(title));
            alice.button("Record").click();
            assertThat(alice.page().locator(".rec")).hasText("Recording");
            alice.button("Stop recording").click();
            assertThat(alice.text("The recording is ready: see Recordings")).isVisible();
            alice.endForAll();
        }
        browsers.closePages(null);
    }

    private static void schedule(Person host, String title, Instant start) {
        host.post(
                "/api/meetings",
                Json.builder()
                        .put("title", title)
                        .put("startsAt", start.toString())
                        .put("invite", "alice".equals(host.user()) ? List.of("bob", "carol") : List.of("alice"))
                        .build());
    }

    private static void take(Browsers browsers, String variant, Consumer<NewContextOptions> options) throws Exception {
        Person alice = browsers.person("alice", options);
        Person bob = browsers.person("bob");
        Person carol = browsers.person("carol");
        alice.addInitScript(DEVICE_NAMES);
        if (variant.equals("phone")) {
            alice.addInitScript(PHONE);
        }
        bob.addInitScript(SLIDE);
        bob.openHome();
        alice.openHome();
        assertThat(alice.row("Weekly consultation")).isVisible();
        save(alice, "home-" + variant);

        Json meeting = alice.post(
                "/api/meetings",
                Json.builder()
                        .put("title", "Weekly consultation")
                        .put("description", "What we did, what is next, and who needs help.")
                        .put("invite", List.of("bob", "carol"))
                        .build());
        alice.openLink(meeting);
        alice.awaitColour(".preview video", "RED");
        save(alice, "lobby-" + variant);

        alice.button("Join").click();
        bob.join(meeting);
        carol.join(meeting);
        alice.sees("bob", TestVideo.BLUE);
        alice.sees("carol", TestVideo.GREEN);
        say(bob, "Good morning! I have put the agenda into the invitation.");
        say(carol, "Thank you 👍 I begin with the bookings.");
        alice.button("Record").click();
        assertThat(alice.page().locator(".rec")).hasText("Recording");
        if (!variant.equals("phone")) {
            alice.button("Chat").click();
            alice.button("Pin").first().click();
            assertThat(alice.page().locator(".chat .pinned")).isVisible();
        }
        bob.button("Reactions").click();
        bob.button("React: clap").click();
        assertThat(alice.page().locator(".flying p")).isVisible();
        alice.page().evaluate("() => document.activeElement.blur()");
        save(alice, "meeting-" + variant);

        bob.button("Share screen").click();
        alice.awaitPicture(".tile.shared video");
        save(alice, "screen-" + variant);
        alice.button("Stop recording").click();
        assertThat(alice.text("The recording is ready: see Recordings")).isVisible();
        alice.endForAll();
        alice.page()
                .waitForCondition(
                        () -> alice.api().get("/api/recordings").text().contains("retainUntil")
                                && alice.sessions(meeting).stream().allMatch(session -> session.has("endedAt")));
        alice.open("/details.html?id=" + meeting.string("id"));
        assertThat(alice.text("Ready")).isVisible();
        save(alice, "details-" + variant);
        alice.open("/recording.html");
        assertThat(alice.text("Ready").first()).isVisible();
        save(alice, "recordings-" + variant);
        browsers.closePages(null);
        takeLive(browsers, variant, options);
        browsers.closePages(null);
    }

    private static void takeLive(Browsers browsers, String variant, Consumer<NewContextOptions> options)
            throws Exception {
        Person alice = browsers.person("alice");
        Person bob = browsers.person("bob");
        Person carol = browsers.person("carol", options);
        Json meeting = alice.createMeeting("Town hall: a year of bookings", "bob");
        alice.join(meeting);
        bob.join(meeting);
        carol.watch(meeting);
        alice.goLive();
        carol.awaitColour(".live-picture .tile[data-person=alice] video", "RED");
        carol.awaitColour(".live-picture .tile[data-person=bob] video", "BLUE");
        say(bob, "Welcome! Questions are welcome here, at any time.");
        carol.field("Message").fill("Will the slides be shared afterwards?");
        carol.button("Send").click();
        assertThat(alice.button("Chat")).hasAttribute("data-count", "2");
        bob.button("Reactions").click();
        bob.button("React: heart").click();
        assertThat(carol.page().locator(".flying p")).isVisible();
        carol.page().evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }");
        save(carol, "live-" + variant);
        alice.endForAll();
    }

    private static void say(Person person, String text) {
        person.button("Chat").click();
        person.field("Message").fill(text);
        person.button("Send").click();
        assertThat(person.text(text)).isVisible();
    }

    private static void save(Person person, String name) throws IOException, InterruptedException {
        if (!PICTURES.contains(name)) {
            return;
        }
        Path file = file(name);
        person.page().screenshot(new Page.ScreenshotOptions().setPath(file));
        Process process = new ProcessBuilder(
                        "pngquant",
                        "--force",
                        "--strip",
                        "--speed",
                        "1",
                        "--quality",
                        "60-90",
                        "--output",
                        file.toString(),
                        file.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static Path file(String name) {
        return FOLDER.resolve("meetings-" + name + ".png");
    }
}

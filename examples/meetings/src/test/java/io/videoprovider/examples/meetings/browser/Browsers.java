package io.videoprovider.examples.meetings.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.videoprovider.examples.meetings.RunningMeetings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One Chromium per person: a camera is chosen when a browser starts. */
final class Browsers implements AutoCloseable {

    private static final Map<String, TestVideo> CAMERAS =
            Map.of("alice", TestVideo.RED, "bob", TestVideo.BLUE, "carol", TestVideo.GREEN);

    private final RunningMeetings application;
    private final Path folder;
    private final Playwright playwright;
    private final Map<String, Browser> browsers = new HashMap<>();
    private final List<Person> people = new ArrayList<>();

    /** Pages of earlier tests, by user: a new page takes a second of a core. */
    private final Map<String, Person> idle = new HashMap<>();

    Browsers(RunningMeetings application) {
        this.application = application;
        try {
            folder = Files.createTempDirectory("browsers");
            // The driver of the Java library is Node's package, which ci/node has. Otherwise Maven would download
            // Node.js for four systems.
            Path driver = Files.createDirectory(folder.resolve("driver"));
            Files.createSymbolicLink(
                    driver.resolve("package"),
                    Path.of(System.getenv("LIVEKIT_NODE_MODULES"), "node_modules", "playwright-core"));
            System.setProperty("playwright.cli.dir", driver.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // A loaded machine needs longer than the default of 5 s.
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", "node", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    /** Returns an empty page, signed in as alice, bob or carol, with a camera and a microphone. */
    Person person(String user) {
        Person earlier = idle.remove(user);
        if (earlier != null) {
            people.add(earlier);
            return earlier;
        }
        Person person = person(user, options -> {});
        person.reusable(true);
        return person;
    }

    Person person(String user, Consumer<Browser.NewContextOptions> options) {
        return open(camera(user), application, user, options);
    }

    /** Opens a page of another application. */
    Person person(String user, RunningMeetings other) {
        return open(camera(user), other, user, options -> {});
    }

    /** Opens a page whose browser refuses the camera and the microphone. */
    Person withoutPermission(String user) {
        return open(
                browser("denied", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny"),
                application,
                user,
                options -> {});
    }

    /** Opens a page in a browser without any device. */
    Person withoutDevices(String user) {
        return open(browser("no devices", "--use-fake-ui-for-media-stream"), application, user, options -> {});
    }

    /** Opens a page that is not signed in. */
    Person stranger() {
        return stranger(options -> {});
    }

    Person stranger(RunningMeetings other) {
        return open(camera("carol"), other, null, options -> {});
    }

    Person stranger(Consumer<Browser.NewContextOptions> options) {
        return open(camera("carol"), application, null, options);
    }

    private Browser camera(String user) {
        return browsers.computeIfAbsent(
                user,
                name -> launch(
                        "--use-fake-device-for-media-stream",
                        "--use-fake-ui-for-media-stream",
                        "--use-file-for-fake-video-capture="
                                + Objects.requireNonNull(CAMERAS.get(user)).write(folder)));
    }

    private Browser browser(String name, String... arguments) {
        return browsers.computeIfAbsent(name, key -> launch(arguments));
    }

    private Browser launch(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--no-sandbox");
        all.add("--autoplay-policy=no-user-gesture-required");
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getenv("CHROMIUM")))
                        .setArgs(all));
    }

    private Person open(
            Browser browser,
            RunningMeetings server,
            @Nullable String user,
            Consumer<Browser.NewContextOptions> customizer) {
        Browser.NewContextOptions options = new Browser.NewContextOptions()
                .setBaseURL(server.url().toString())
                .setLocale("en-GB")
                .setViewportSize(1280, 800)
                .setPermissions(List.of("clipboard-read", "clipboard-write"));
        customizer.accept(options);
        BrowserContext context = browser.newContext(options);
        context.setDefaultTimeout(60_000);
        Person person = new Person(context.newPage(), user);
        people.add(person);
        person.signIn();
        return person;
    }

    /** Closes all pages, or empties them for the next test; after a failed test it keeps a picture of each. */
    void closePages(@Nullable String failedTest) {
        while (!people.isEmpty()) {
            Person person = people.remove(0);
            if (failedTest != null) {
                person.savePicture(failedTest);
            }
            // A request that is being changed by a test would never end, and closing would wait for it.
            person.page().unrouteAll();
            if (failedTest == null && person.reusable() && !idle.containsKey(user(person))) {
                person.clear();
                idle.put(user(person), person);
            } else {
                person.page().context().close();
            }
        }
    }

    private static String user(Person person) {
        return Objects.requireNonNullElse(person.user(), "");
    }

    /** Registers a further page of a person, for example a second tab. */
    Person tab(Person person) {
        return new Person(person.page().context().newPage(), person.user());
    }

    @Override
    public void close() throws IOException {
        playwright.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}

package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import io.videoprovider.common.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A user in front of a page. */
final class Person {

    /** The colour of the average pixel of a video: the name of a TestVideo, "OTHER", or null as long as it shows nothing. */
    private static final String COLOUR = """
            ([selector]) => {
              const video = document.querySelector(selector);
              if (!video || video.hidden || video.readyState < 2 || !video.videoWidth) return null;
              const canvas = document.createElement('canvas');
              canvas.width = canvas.height = 1;
              const context = canvas.getContext('2d');
              context.filter = 'none';
              context.drawImage(video, 0, 0, video.videoWidth, video.videoHeight / 8, 0, 0, 1, 1);
              const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
              const greatest = Math.max(red, green, blue), others = red + green + blue - greatest;
              if (greatest < 60 || greatest < others * 0.7) return 'OTHER';
              return greatest === red ? 'RED' : greatest === green ? 'GREEN' : 'BLUE';
            }""";

    private final Page page;
    private final @Nullable String user;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private boolean reusable;

    Person(Page page, @Nullable String user) {
        this.page = page;
        this.user = user;
        page.onConsoleMessage(message -> messages.add(message.text()));
        page.onPageError(error -> messages.add("uncaught: " + error));
    }

    Page page() {
        return page;
    }

    @Nullable
    String user() {
        return user;
    }

    /** Whether another test can use the page. */
    boolean reusable() {
        return reusable && !page.isClosed();
    }

    void reusable(boolean whether) {
        reusable = whether;
    }

    /** Leaves the application, and closes other tabs. */
    void clear() {
        page.context().pages().stream().filter(other -> !other.equals(page)).forEach(Page::close);
        page.navigate("about:blank");
        messages.clear();
    }

    /** Runs a script before those of every page. */
    void addInitScript(String script) {
        page.addInitScript(script);
        reusable = false;
    }

    /** What the page wrote to the console, and its uncaught errors. */
    List<String> console() {
        return messages;
    }

    /** Signs in without the form, which has a test of its own. */
    void signIn() {
        if (user == null) {
            return;
        }
        api().get("/api/server");
        APIResponse response = api().post(
                        "/login",
                        csrf().setForm(FormData.create().set("username", user).set("password", "demo")));
        if (!response.ok()) {
            throw new AssertionError("sign-in failed with " + response.status());
        }
    }

    APIRequestContext api() {
        return page.context().request();
    }

    /** Sends a request as this user and returns its response. */
    APIResponse send(String method, String path, Json body) {
        return api().fetch(
                        path,
                        csrf().setMethod(method)
                                .setHeader("Content-Type", "application/json")
                                .setData(body.write()));
    }

    /** Sends a POST that must succeed and returns its content. */
    Json post(String path, Json body) {
        APIResponse response = send("POST", path, body);
        if (!response.ok()) {
            throw new AssertionError("POST " + path + ": " + response.status() + " " + response.text());
        }
        return response.text().isEmpty() ? Json.builder().build() : Json.parse(response.text());
    }

    /** Returns the sessions of a meeting in the history. */
    List<Json> sessions(Json meeting) {
        return Json.parse(api().get("/api/meetings/" + meeting.string("id") + "/details")
                        .text())
                .objects("sessions");
    }

    private RequestOptions csrf() {
        String token = page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("XSRF-TOKEN"))
                .map((Cookie cookie) -> cookie.value)
                .findFirst()
                .orElse("");
        return RequestOptions.create().setHeader("X-XSRF-TOKEN", token);
    }

    Person open(String path) {
        page.navigate(path);
        return this;
    }

    /** Opens the first page and waits until its list of people is shown, and until it receives events, which it does not have before. */
    Person openHome() {
        // A stream is refused as long as the server counts too many of earlier pages.
        page.waitForResponse(response -> response.url().contains("/api/events") && response.ok(), () -> open("/"));
        assertThat(button(Pattern.compile("^Call "))).hasCount(2);
        return this;
    }

    String origin() {
        return (String) page.evaluate("() => location.origin");
    }

    /** Streams the meeting to another service. */
    void goLive() {
        button("Go live").click();
        page.locator("dialog select").selectOption("rtmp");
        page.locator("input[name=rtmpUrl]").fill("rtmps://live.example.com/app");
        page.locator("input[name=streamKey]").fill("secret-key");
        page.locator("dialog button.primary").click();
    }

    /** Opens the page for viewers. */
    Person watch(Json meeting) {
        return open(meeting.string("liveLink").replaceFirst("^https?://[^/]+", ""));
    }

    /** Ends a meeting as its host. */
    void endForAll() {
        button("Leave").click();
        button("End for all").click();
        // The confirmation.
        dialog().last()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("End for all"))
                .click();
        assertThat(text("The meeting was ended by a host.")).isVisible();
    }

    /** The row of a list that contains a text. */
    Locator row(String text) {
        return page.getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText(text))
                .first();
    }

    /** Creates an instant meeting and returns it. */
    Json createMeeting(String title, String... invited) {
        return post(
                "/api/meetings",
                Json.builder()
                        .put("title", title)
                        .put("invite", List.of(invited))
                        .build());
    }

    /** Opens the lobby of a meeting by its link. */
    Person openLink(Json meeting) {
        return open(meeting.string("link").replaceFirst("^https?://[^/]+", ""));
    }

    /** Opens the lobby and joins with all devices. */
    Person join(Json meeting) {
        openLink(meeting);
        button("Join").click();
        assertThat(button("Leave")).isVisible();
        assertThat(page.getByText("Something went wrong")).hasCount(0);
        return this;
    }

    /** A visible button by its name, which is its text or its label. */
    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator button(Pattern name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    Locator text(String text) {
        return page.getByText(text, new Page.GetByTextOptions().setExact(true));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    Locator heading(String text) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(text).setExact(true));
    }

    Locator heading(Pattern text) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text));
    }

    Locator link(String text) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(text).setExact(true));
    }

    /** The tile with the video of a user. */
    Locator tile(String of) {
        return page.locator(".tile[data-person='" + of + "']:not(.shared)");
    }

    /** Waits until the video of a user shows what that user's camera records. */
    void sees(String of, TestVideo video) {
        awaitColour(".tile[data-person='" + of + "']:not(.shared) video", video.name());
    }

    /** Waits until a video shows a colour: the name of a {@link TestVideo}. */
    void awaitColour(String selector, String colour) {
        page.waitForFunction(
                "(expected) => (" + COLOUR + ")([expected[0]]) === expected[1]", List.of(selector, colour));
    }

    /** Waits until a video shows anything that is not black. */
    void awaitPicture(String selector) {
        page.waitForFunction("""
                (selector) => {
                  const video = document.querySelector(selector);
                  if (!video || video.readyState < 2 || !video.videoWidth) return false;
                  const canvas = document.createElement('canvas');
                  canvas.width = canvas.height = 8;
                  const context = canvas.getContext('2d');
                  context.drawImage(video, 0, 0, 8, 8);
                  return context.getImageData(0, 0, 8, 8).data.some((value, i) => i % 4 !== 3 && value > 60);
                }""", selector);
    }

    void savePicture(String test) {
        try {
            Path file = Path.of("target", "browser", test.replaceAll("\\W+", "_") + "-" + user + ".png");
            page.screenshot(new Page.ScreenshotOptions().setPath(file));
            System.err.println(user + " at " + page.url().replaceAll("key=[^&]*", "key=…") + ", picture in " + file
                    + ", console: " + messages);
        } catch (PlaywrightException e) {
            System.err.println("no picture of " + user + ": " + e.getMessage());
        }
    }
}

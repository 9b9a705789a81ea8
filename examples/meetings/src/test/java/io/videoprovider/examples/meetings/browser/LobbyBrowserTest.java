package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.SelectOption;
import io.videoprovider.common.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page before a meeting. */
@BrowserTest
class LobbyBrowserTest {

    @Test
    void the_camera_is_shown_and_the_devices_can_be_chosen(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Lobby", "bob");
        alice.openLink(meeting);

        alice.awaitColour(".preview video", "RED");
        assertThat(alice.field("Camera").locator("select").or(alice.page().locator("label:has-text('Camera') select")))
                .isVisible();
        alice.page().locator("label:has-text('Microphone') select").selectOption(new SelectOption().setIndex(1));
        assertThat(alice.page().locator("label:has-text('Speaker') select")).isVisible();

        alice.button("Camera").click();
        assertThat(alice.text("Your camera is off")).isVisible();
        alice.button("Join").click();
        assertThat(alice.button("Camera")).hasAttribute("aria-pressed", "false");
        assertThat(alice.button("Microphone")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void a_microphone_that_is_still_starting_is_used_after_the_join(Browsers browsers) {
        Person alice = browsers.person("alice");
        alice.addInitScript("""
                const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                navigator.mediaDevices.getUserMedia = async (wanted) => {
                  if (wanted.audio?.deviceId) await new Promise((done) => setTimeout(done, 1500));
                  return open(wanted);
                };""");
        Json meeting = alice.createMeeting("Slow");
        alice.openLink(meeting);

        alice.page().locator("label:has-text('Microphone') select").selectOption(new SelectOption().setIndex(1));
        alice.button("Join").click();

        assertThat(alice.button("Leave")).isVisible();
        assertThat(alice.button("Microphone")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void others_are_heard_on_the_chosen_speaker(Browsers browsers) {
        Person alice = browsers.person("alice");
        alice.addInitScript("""
                const choose = HTMLMediaElement.prototype.setSinkId;
                window.speakers = [];
                HTMLMediaElement.prototype.setSinkId = async function (id) { await choose.call(this, id); window.speakers.push(id); };
                """);
        Json meeting = alice.createMeeting("Speaker", "bob");
        alice.openLink(meeting);
        Locator speaker = alice.page().locator("label:has-text('Speaker') select");
        speaker.selectOption(new SelectOption().setLabel("Fake Audio Output 2"));
        String chosen = speaker.inputValue();

        alice.button("Join").click();
        browsers.person("bob").join(meeting);

        alice.page().waitForFunction("(id) => window.speakers.includes(id)", chosen);
    }

    @Test
    void a_refused_permission_is_explained_and_the_meeting_can_be_joined_without_devices(Browsers browsers) {
        Json meeting = browsers.person("alice").createMeeting("Denied", "bob");
        Person bob = browsers.withoutPermission("bob").openLink(meeting);

        assertThat(bob.page().getByText("The browser may not use your camera.")).isVisible();
        assertThat(bob.page().getByText("The browser may not use your microphone."))
                .isVisible();
        assertThat(bob.page().locator("body")).not().containsText("NotAllowedError");
        bob.button("Join without devices").click();

        assertThat(bob.tile("bob")).isVisible();
        assertThat(bob.button("Camera")).hasAttribute("aria-pressed", "false");
    }

    @Test
    void a_missing_device_is_explained(Browsers browsers) {
        Json meeting = browsers.person("alice").createMeeting("No devices", "bob");
        Person bob = browsers.withoutDevices("bob").openLink(meeting);

        assertThat(bob.page().getByText("No camera was found.")).isVisible();
        assertThat(bob.page().getByText("No microphone was found.")).isVisible();
        bob.button("Join without devices").click();

        assertThat(bob.tile("bob")).isVisible();
    }

    @Test
    void a_camera_in_use_is_explained_and_the_meeting_can_be_joined_with_audio_only(Browsers browsers) {
        Json meeting = browsers.person("bob").createMeeting("In use", "alice");
        Person alice = browsers.person("alice");
        alice.addInitScript("""
                const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                navigator.mediaDevices.getUserMedia = (wanted) => wanted.video
                  ? Promise.reject(new DOMException('text of the browser', 'NotReadableError')) : open(wanted);
                """);
        alice.openLink(meeting);

        assertThat(alice.page().getByText("Your camera is in use by another application."))
                .isVisible();
        assertThat(alice.page().locator("body")).not().containsText("text of the browser");
        alice.button("Join with audio only").click();

        assertThat(alice.button("Microphone")).hasAttribute("aria-pressed", "true");
        assertThat(alice.button("Camera")).hasAttribute("aria-pressed", "false");
    }

    @Test
    void a_failed_connection_is_not_continued_in_the_lobby_and_the_second_attempt_is_the_only_one(Browsers browsers) {
        Person alice = browsers.person("alice");
        WebSockets sockets = WebSockets.of(alice);
        List<String> renewed = new CopyOnWriteArrayList<>();
        alice.page().onRequest(request -> {
            if (request.url().endsWith("/token")) {
                renewed.add(request.url());
            }
        });
        Json meeting = alice.createMeeting("Unreachable");
        alice.openLink(meeting);
        sockets.refuse(true);
        alice.button("Join").click();
        assertThat(alice.page().getByText("The connection to the meeting failed."))
                .isVisible();
        sockets.refuse(false);
        alice.page().waitForTimeout(4000);
        assertThat(renewed).hasSize(1);
        assertThat(sockets.opened()).isEmpty();

        // The first token is refused, the second one is not.
        sockets.refuse(true);
        alice.page().route("**/token", route -> {
            sockets.refuse(false);
            route.resume();
        });
        alice.button("Join").click();

        assertThat(alice.button("Leave")).isVisible();
        alice.page().waitForTimeout(4000);
        assertThat(alice.button("Leave")).isVisible();
        assertThat(sockets.opened()).hasSize(1);
        assertThat(renewed).hasSize(2);
    }

    @Test
    void an_expired_token_is_explained_without_the_token(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Expired");
        String expired = VendorToken.expired("alice", meeting.string("id"));
        alice.page().route(Pattern.compile("/(join|token)$"), route -> {
            Json admission = Json.parse(route.fetch().text());
            route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(admission.toBuilder().put("token", expired).build().write()));
        });
        alice.openLink(meeting);

        alice.button("Join").click();

        assertThat(alice.page().getByText("The connection to the meeting failed."))
                .isVisible();
        assertThat(alice.page().content()).doesNotContain(expired, "eyJ");
        assertThat(alice.console()).noneMatch(message -> message.contains("uncaught"));
        assertThat(alice.button("Join")).isEnabled();
    }
}

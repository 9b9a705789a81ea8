package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.videoprovider.common.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Inside a meeting. */
@BrowserTest
class MeetingBrowserTest {

    private static final Pattern MUTED = Pattern.compile("microphone off");

    @Test
    void people_see_each_other_with_name_mute_state_and_connection_quality(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Weekly consultation", "bob");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);

        alice.sees("bob", TestVideo.BLUE);
        bob.sees("alice", TestVideo.RED);
        bob.sees("bob", TestVideo.BLUE);
        assertThat(alice.tile("bob")).containsText("Bob");
        assertThat(alice.tile("bob")).hasAttribute("aria-label", Pattern.compile("Bob, microphone on, camera on"));
        assertThat(alice.tile("bob").locator(".quality"))
                .hasAttribute("aria-label", Pattern.compile("Connection: (good|excellent)"));

        bob.button("Microphone").click();
        assertThat(alice.tile("bob")).hasAttribute("aria-label", MUTED);
        bob.button("Camera").click();
        assertThat(alice.tile("bob")).hasAttribute("aria-label", Pattern.compile("camera off"));
        assertThat(alice.tile("bob").locator("video")).isHidden();
        bob.button("Camera").click();
        alice.sees("bob", TestVideo.BLUE);
        assertThat(alice.console()).noneMatch(message -> message.contains("uncaught") || message.contains("eyJ"));
    }

    @Test
    void the_layout_is_a_grid_the_speaker_or_one_person(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Layouts", "bob", "carol");
        alice.join(meeting);
        browsers.person("bob").join(meeting);
        browsers.person("carol").join(meeting);
        alice.sees("bob", TestVideo.BLUE);
        alice.sees("carol", TestVideo.GREEN);
        assertThat(alice.page().locator(".tile.main")).hasCount(0);

        alice.field("Layout").selectOption("speaker");
        assertThat(alice.page().locator(".tile.main")).hasCount(1);
        assertThat(alice.page().locator(".tile.main")).not().hasAttribute("data-person", "alice");

        alice.tile("carol").hover();
        alice.button("Pin Carol").click();
        assertThat(alice.tile("carol")).hasClass(Pattern.compile("main"));
        alice.field("Layout").selectOption("spotlight");
        assertThat(alice.tile("bob")).isHidden();
        alice.awaitColour(".tile.main video", "GREEN");

        alice.field("Layout").selectOption("grid");
        assertThat(alice.tile("bob")).isVisible();
        alice.sees("bob", TestVideo.BLUE);
    }

    @Test
    void a_shared_screen_has_a_layout_of_its_own(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Screen", "bob");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);

        bob.button("Share screen").click();
        assertThat(alice.page().locator(".stage")).hasAttribute("data-view", "screen");
        alice.awaitPicture(".tile.shared video");
        assertThat(alice.tile("bob")).isVisible();

        bob.button("Share screen").click();
        assertThat(alice.page().locator(".tile.shared")).hasCount(0);
        assertThat(alice.page().locator(".stage")).hasAttribute("data-view", "grid");
    }

    @Test
    void a_host_mutes_promotes_and_removes_people(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Host controls", "bob", "carol");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);
        Person carol = browsers.person("carol").join(meeting);
        alice.button("Participants").click();
        assertThat(alice.page().locator(".people li")).hasCount(3);

        alice.button("Mute Bob").click();
        assertThat(bob.text("A host muted you")).isVisible();
        assertThat(bob.button("Microphone")).hasAttribute("aria-pressed", "false");
        assertThat(carol.tile("bob")).hasAttribute("aria-label", MUTED);

        alice.button("Mute all").click();
        assertThat(carol.button("Microphone")).hasAttribute("aria-pressed", "false");
        assertThat(alice.button("Microphone")).hasAttribute("aria-pressed", "true");

        assertThat(bob.button("Record")).isHidden();
        alice.button("Make Bob a host").click();
        assertThat(bob.text("You are a host now")).isVisible();
        assertThat(bob.button("Record")).isVisible();

        alice.button("Remove Carol").click();
        alice.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Remove"))
                .click();
        assertThat(carol.heading("You were removed")).isVisible();
        assertThat(alice.tile("carol")).hasCount(0);
        carol.openLink(meeting).button(Pattern.compile("^Join")).click();
        assertThat(carol.button("Leave")).hasCount(0);
    }

    @Test
    void people_who_are_not_hosts_have_no_host_controls(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("No controls", "bob");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);
        bob.button("Participants").click();
        assertThat(bob.page().locator(".people li")).hasCount(2);

        for (String control :
                List.of("Record", "Go live", "Mute all", "Mute Alice", "Remove Alice", "Make Alice a host")) {
            assertThat(bob.button(control)).isHidden();
        }
        String path = "/api/meetings/" + meeting.string("id");
        for (String forbidden :
                List.of("/recordings", "/broadcast", "/mute-all", "/end", "/participants/alice/promote")) {
            assertThat(bob.send(
                                    "POST",
                                    path + forbidden,
                                    Json.builder().put("kind", "AUDIO").build())
                            .status())
                    .as(forbidden)
                    .isEqualTo(403);
        }
    }

    @Test
    void a_chat_message_is_seen_by_all_pinned_and_deleted_by_the_host(Browsers browsers) {
        String hostile = "<b onclick=alert(1)>bold</b> \u202Eright to left 👩‍👩‍👧";
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Chat", "bob");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);

        bob.button("Chat").click();
        bob.field("Message").fill(hostile);
        bob.button("Send").click();
        assertThat(alice.button("Chat")).hasAttribute("data-count", "1");
        alice.button("Chat").click();
        assertThat(alice.text(hostile)).isVisible();
        assertThat(alice.page().locator(".chat b")).hasCount(0);
        assertThat(bob.page().locator(".chat li")).hasCount(1);

        bob.field("Message").fill("x".repeat(501));
        bob.button("Send").click();
        assertThat(bob.text("A message has at most 500 characters, this one has 501."))
                .isVisible();

        alice.button("Pin").click();
        assertThat(bob.page().locator(".chat .pinned")).hasCount(1);
        alice.field("Slow mode").selectOption("30");
        assertThat(bob.text("Slow mode: one message every 30 s.")).isVisible();
        bob.field("Message").fill("too fast");
        bob.button("Send").click();
        assertThat(bob.text("Slow mode: wait a moment before your next message."))
                .isVisible();

        alice.button("Delete").click();
        assertThat(bob.page().locator(".chat li")).hasCount(0);
    }

    @Test
    void a_message_that_is_sent_while_the_chat_is_loaded_stays(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Slow chat", "bob");
        String chat = "/api/meetings/" + meeting.string("id") + "/chat";
        alice.post(chat, Json.builder().put("text", "Before").build());
        alice.page()
                .route(
                        "**/chat",
                        route -> {
                            APIResponse response = route.fetch();
                            alice.post(
                                    chat,
                                    Json.builder().put("text", "Meanwhile").build());
                            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                            route.fulfill(new Route.FulfillOptions().setResponse(response));
                        },
                        new Page.RouteOptions().setTimes(1));

        alice.join(meeting).button("Chat").click();

        assertThat(alice.text("Before")).isVisible();
        assertThat(alice.text("Meanwhile")).isVisible();
    }

    @Test
    void focus_and_scroll_position_stay_while_speakers_change(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Reading", "bob");
        String chat = "/api/meetings/" + meeting.string("id") + "/chat";
        alice.join(meeting);
        Person bob = browsers.person("bob");
        // The beeps of the fake microphone are too short to be speech.
        bob.addInitScript("""
                const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                navigator.mediaDevices.getUserMedia = async (wanted) => {
                  const stream = await open(wanted);
                  if (!wanted.audio) return stream;
                  const context = new AudioContext(), gain = context.createGain(), speech = context.createMediaStreamDestination();
                  const tone = new OscillatorNode(context, { frequency: 300 });
                  tone.connect(gain).connect(speech);
                  tone.start();
                  setInterval(() => { gain.gain.value = 1 - gain.gain.value; }, 1500);
                  const settings = stream.getAudioTracks()[0].getSettings();
                  speech.stream.getAudioTracks()[0].getSettings = () => settings;
                  return speech.stream;
                };""");
        bob.join(meeting);
        alice.sees("bob", TestVideo.BLUE);
        for (int i = 0; i < 30; i++) {
            alice.post(chat, Json.builder().put("text", "Message " + i).build());
        }
        alice.button("Chat").click();
        Locator messages = alice.page().locator(".chat li");
        assertThat(messages).hasCount(30);
        assertThat(alice.page().locator(".people li")).hasCount(2);
        assertThat(alice.text("Message 29")).isInViewport();
        List<String> requests = new CopyOnWriteArrayList<>();
        Consumer<Request> count = request -> {
            if (request.url().endsWith("/participants")) {
                requests.add(request.url());
            }
        };
        alice.page().onRequest(count);

        focus(messages.nth(2).getByRole(AriaRole.BUTTON).last());
        alice.page().evaluate("() => { document.querySelector('.chat').scrollTop = 100; }");
        awaitSpeakers(alice);
        assertFocused(alice);
        bob.post(chat, Json.builder().put("text", "Message 30").build());
        assertThat(messages).hasCount(31);
        assertFocused(alice);
        assertThat(alice.page().evaluate("() => document.querySelector('.chat').scrollTop"))
                .isEqualTo(100);
        // At the end, new messages are shown.
        alice.page().evaluate("() => { document.querySelector('.chat').scrollTop = 100_000; }");
        bob.post(chat, Json.builder().put("text", "Message 31").build());
        assertThat(alice.text("Message 31")).isInViewport();

        alice.button("Participants").click();
        focus(alice.button("Make Bob a host"));
        awaitSpeakers(alice);
        bob.button("Microphone").click();
        assertThat(alice.page().locator(".people li").filter(new Locator.FilterOptions().setHasText("Bob")))
                .containsText("Microphone off, camera on");
        assertThat(alice.button("Mute Bob")).isHidden();
        assertFocused(alice);
        assertThat(requests).isEmpty();
        alice.page().offRequest(count);
    }

    private static void focus(Locator element) {
        element.focus();
        element.evaluate("(element) => { window.focused = element; }");
    }

    private static void assertFocused(Person person) {
        assertThat(person.page().evaluate("() => document.activeElement === window.focused"))
                .isEqualTo(true);
    }

    /** Waits until Bob has begun and ended to speak twice. */
    private static void awaitSpeakers(Person person) {
        person.page().evaluate("""
                () => new Promise((done) => {
                  const tile = document.querySelector(".tile[data-person='bob']");
                  let before = tile.classList.contains('speaking'), changes = 0;
                  new MutationObserver(() => {
                    if (tile.classList.contains('speaking') === before) return;
                    before = !before;
                    if (++changes === 4) done();
                  }).observe(tile, { attributeFilter: ['class'] });
                })""");
    }

    @Test
    void each_of_the_eight_reactions_is_seen_by_the_others(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Reactions", "bob");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);
        bob.button("Reactions").click();

        Map.of(
                        "heart", "❤️", "like", "👍", "fire", "🔥", "clap", "👏", "laugh", "😂", "wow", "😮", "sad",
                        "😢", "angry", "😠")
                .forEach((name, emoji) -> {
                    bob.button("React: " + name).click();
                    assertThat(alice.page().locator(".flying").getByText(emoji + " Bob"))
                            .isVisible();
                });
    }

    @Test
    void a_second_tab_of_the_same_user_is_said_and_replaces_the_first(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Two tabs", "bob");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);
        bob.sees("alice", TestVideo.RED);
        Person second = browsers.tab(alice).openLink(meeting);

        second.button("Join").click();
        assertThat(second.heading("You are in this meeting in another tab")).isVisible();
        second.button("Join here").click();

        assertThat(second.button("Leave")).isVisible();
        assertThat(alice.heading("You joined in another tab")).isVisible();
        bob.sees("alice", TestVideo.RED);
        assertThat(bob.page().locator(".tile")).hasCount(2 + 1);
    }

    @Test
    void a_person_leaves_and_the_host_ends_the_meeting_for_all(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("The end", "bob", "carol");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);
        Person carol = browsers.person("carol").join(meeting);
        assertThat(alice.tile("carol")).isVisible();

        alice.button("Copy the invitation link").click();
        assertThat(alice.text("Link copied")).isVisible();
        assertThat(alice.page().evaluate("() => navigator.clipboard.readText()"))
                .isEqualTo(meeting.string("link"));

        carol.button("Leave").click();
        assertThat(carol.text("You left the meeting.")).isVisible();
        assertThat(alice.tile("carol")).hasCount(0);
        assertThat(alice.tile("bob")).isVisible();

        alice.endForAll();
        assertThat(bob.text("The meeting was ended by a host.")).isVisible();
        assertThat(bob.page()).hasURL(Pattern.compile("/details\\.html"));
    }

    @Test
    void captions_of_an_agent_are_shown(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Captions");
        alice.join(meeting);
        Person agent = browsers.stranger().open("/");

        agent.page()
                .evaluate("""
                        async ([server, token]) => {
                          const { Room } = await import('/vendor/livekit-client.esm.mjs');
                          const room = new Room();
                          await room.connect(server, token);
                          await room.localParticipant.sendText('<i>Good</i> morning', { topic: 'lk.transcription' });
                        }""", List.of(System.getenv("LIVEKIT_URL"), VendorToken.of("captions", meeting.string("id"))));

        assertThat(alice.page().locator(".captions")).hasText("captions: <i>Good</i> morning");
    }

    @Test
    void the_meeting_is_usable_with_the_keyboard_and_every_control_has_a_name(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Keyboard");
        alice.join(meeting);

        alice.button("Microphone").focus();
        alice.page().keyboard().press("Enter");
        assertThat(alice.button("Microphone")).hasAttribute("aria-pressed", "false");

        Object unnamed = alice.page().evaluate("""
                () => [...document.querySelectorAll('button, select, input, video')]
                  .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label') || e.closest('[aria-label].tile')))
                  .map((e) => e.outerHTML)""");
        assertThat((List<?>) unnamed).isEmpty();
    }
}

package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.examples.meetings.RunningMeetings;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.token.TokenRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The application as it starts without any configuration: on the emulator. */
@BrowserTest
class EmulatorBrowserTest {

    @Test
    void everything_but_media_works_and_the_page_says_why(Browsers browsers) {
        try (RunningMeetings application = RunningMeetings.start("--server.shutdown=immediate")) {
            Person alice = browsers.person("alice", application);
            Json meeting = alice.createMeeting("Emulated", "bob");
            alice.openLink(meeting);
            assertThat(alice.page().getByText("The application runs on the built-in emulator"))
                    .isVisible();
            alice.button("Join").click();
            Person bob = browsers.person("bob", application).openLink(meeting);
            bob.button("Join").click();
            alice.button("Participants").click();
            for (String user : List.of("alice", "bob")) {
                assertThat(alice.page().locator(".people li[data-user=" + user + "]"))
                        .isVisible();
                assertThat(bob.tile(user)).isVisible();
            }

            bob.button("Chat").click();
            bob.field("Message").fill("Hello without media");
            bob.button("Send").click();
            alice.button("Chat").click();
            assertThat(alice.text("Hello without media")).isVisible();
            assertThat(alice.button("Microphone")).isDisabled();

            alice.button("Participants").click();
            alice.button("Make Bob a host").click();
            assertThat(bob.text("You are a host now")).isVisible();
            Person carol = browsers.person("carol", application).join(meeting);
            assertThat(alice.page().locator(".people li")).hasCount(3);
            carol.button("Leave").click();
            assertThat(carol.text("You left the meeting.")).isVisible();
            assertThat(alice.page().locator(".people li")).hasCount(2);
            bob.button("Participants").click();
            assertThat(bob.page().locator(".people li")).hasCount(2);
            carol.link("Join again").click();
            carol.button("Join").click();
            // Bob sees her when her page receives events.
            bob.button("Remove Carol").click();
            bob.dialog()
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Remove"))
                    .click();
            assertThat(carol.heading("You were removed")).isVisible();
            assertThat(bob.tile("carol")).hasCount(0);

            alice.endForAll();
            assertThat(bob.text("The meeting was ended by a host.")).isVisible();
            bob.page()
                    .waitForCondition(() -> bob.sessions(meeting).stream().anyMatch(session -> session.has("endedAt")));
            bob.page().reload();
            for (String name : List.of("Alice", "Bob", "Carol")) {
                assertThat(bob.row(name)).containsText("Joined at");
            }
            browsers.closePages(null);
        }
    }

    @Test
    void a_meeting_that_was_empty_is_joined_again_until_a_host_has_ended_it(Browsers browsers) {
        try (RunningMeetings application = RunningMeetings.start("--server.shutdown=immediate")) {
            Person alice = browsers.person("alice", application);
            Json meeting = alice.createMeeting("Empty");
            String path = "/api/meetings/" + meeting.string("id");
            Json token = alice.post(path + "/join", Json.EMPTY);
            application.bean(LiveKitEmulator.class).join(token.string("token"));
            alice.page().waitForCondition(() -> state(alice, path).equals("ACTIVE"));
            // As the server does when a room is empty.
            application.bean(VideoProvider.class).calls().end(CallId.of(meeting.string("id")));
            alice.page().waitForCondition(() -> state(alice, path).equals("ENDED"));
            alice.open("/details.html?id=" + meeting.string("id")).link("Join").click();

            alice.button("Join").click();
            assertThat(alice.button("Leave")).isVisible();
            alice.endForAll();

            assertThat(alice.link("Join")).hasCount(0);
            alice.openLink(meeting);
            assertThat(alice.heading("This meeting has ended")).isVisible();
            browsers.closePages(null);
        }
    }

    private static String state(Person person, String path) {
        return Json.parse(person.api().get(path).text()).string("state");
    }

    /** On Stream: on LiveKit an agent creates captions. */
    @Test
    void a_host_switches_captions_on_and_all_see_them(Browsers browsers) throws Exception {
        try (RunningMeetings application =
                RunningMeetings.start("--server.shutdown=immediate", "--videoprovider.primary=stream")) {
            Person alice = browsers.person("alice", application);
            Json meeting = alice.createMeeting("Captions", "bob");
            alice.join(meeting);
            Person bob = browsers.person("bob", application).join(meeting);

            assertThat(bob.button("Captions")).isHidden();
            alice.button("Captions").click();
            assertThat(alice.button("Captions")).hasAttribute("aria-pressed", "true");
            speak(application, meeting, "<i>Good</i> morning");

            assertThat(bob.page().locator(".captions")).hasText("Alice: <i>Good</i> morning");
            alice.button("Captions").click();
            assertThat(alice.button("Captions")).hasAttribute("aria-pressed", "false");
            browsers.closePages(null);
        }
    }

    /** Stream hosts the files, and their links have no time of expiry. */
    @Test
    void a_recording_on_stream_is_played(Browsers browsers) {
        try (RunningMeetings application =
                RunningMeetings.start("--server.shutdown=immediate", "--videoprovider.primary=stream")) {
            Person alice = browsers.person("alice", application);
            Json meeting = alice.createMeeting("Hosted");
            alice.join(meeting);
            Json token = alice.post("/api/meetings/" + meeting.string("id") + "/token", Json.EMPTY);
            application.bean(StreamEmulator.class).join(token.string("token"), "default:" + meeting.string("id"));
            alice.button("Record").click();
            assertThat(alice.page().locator(".rec")).hasText("Recording");
            alice.button("Stop recording").click();
            assertThat(alice.text("The recording is ready: see Recordings")).isVisible();
            alice.open("/recording.html");

            alice.button("Play").click();

            assertThat(alice.page().locator("dialog video.player")).isVisible();
            String url = alice.page().locator("dialog video.player").getAttribute("src");
            assertThat(url).startsWith("http");
            assertThat(alice.link("Open the file")).hasAttribute("href", url);
            assertThat(alice.page().getByText("The link works until")).hasCount(0);
            browsers.closePages(null);
        }
    }

    @Test
    void the_page_says_that_the_media_client_of_stream_is_not_included(Browsers browsers) {
        try (RunningMeetings application = RunningMeetings.start(
                "--server.shutdown=immediate",
                "--videoprovider.emulator=false",
                "--videoprovider.primary=stream",
                "--videoprovider.stream.api-key=key",
                "--videoprovider.stream.api-secret=0123456789abcdef0123456789abcdef")) {
            Person alice = browsers.person("alice", application).open("/");

            assertThat(alice.page().getByText("media on Stream needs Stream’s own client"))
                    .isVisible();
            browsers.closePages(null);
        }
    }

    /** Sends a caption to the emulator, as speech recognition does. */
    private static void speak(RunningMeetings application, Json meeting, String text) throws Exception {
        VideoConnectionDetails.Stream stream = application.bean(VideoConnectionDetails.Stream.class);
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder().claim("server", true).build());
        token.sign(new MACSigner(stream.apiSecret()));
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stream.url() + "/api/v2/video/call/default/"
                                        + meeting.string("id") + "/closed_captions?api_key=" + stream.apiKey()))
                                .header("Authorization", token.serialize())
                                .header("stream-auth-type", "jwt")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(Json.builder()
                                        .put("speaker_id", "alice")
                                        .put("text", text)
                                        .build()
                                        .write()))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    @Test
    void two_hundred_participants_are_listed_and_can_be_searched(Browsers browsers) {
        try (RunningMeetings application = RunningMeetings.start("--server.shutdown=immediate")) {
            Person alice = browsers.person("alice", application);
            Json meeting = alice.createMeeting("Large");
            LiveKitEmulator emulator = application.bean(LiveKitEmulator.class);
            VideoProvider provider = application.bean(VideoProvider.class);
            for (int i = 1; i <= 200; i++) {
                emulator.join(provider.tokens()
                        .mint(TokenRequest.builder("guest" + i, CallId.of(meeting.string("id")))
                                .displayName("Guest " + i)
                                .build())
                        .token());
            }
            alice.join(meeting);

            alice.button("Participants").click();
            assertThat(alice.page().locator(".people li")).hasCount(201);
            // The grid stays small.
            assertThat(alice.page().getByText(Pattern.compile("^\\+ 18[0-9] more$")))
                    .isVisible();
            alice.field("Find a participant").fill("guest 117");
            assertThat(alice.page().locator(".people li")).hasCount(1);
            assertThat(alice.button("Remove Guest 117")).isVisible();
            browsers.closePages(null);
        }
    }
}

package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.IsHiddenOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import com.nimbusds.jwt.SignedJWT;
import io.videoprovider.common.Json;
import io.videoprovider.examples.meetings.RunningMeetings;
import io.videoprovider.testkit.KillableLiveKitServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A media server that fails during a meeting. */
@BrowserTest
class RecoveryBrowserTest {

    @Test
    @Timeout(300)
    void a_meeting_recovers_when_the_server_is_down_for_ten_seconds_and_the_token_has_expired(
            Browsers browsers, @TempDir Path folder) throws Exception {
        try (KillableLiveKitServer server = KillableLiveKitServer.start(folder, null);
                RunningMeetings application = Servers.on(
                        server.url(),
                        "--videoprovider.livekit.api-secret=" + KillableLiveKitServer.API_SECRET,
                        "--meetings.token-ttl=10s")) {
            Person alice = browsers.person("alice", application);
            Json meeting = alice.createMeeting("Outage", "bob");
            alice.join(meeting);
            Person bob = browsers.person("bob", application).join(meeting);
            alice.sees("bob", TestVideo.BLUE);
            // The page has a new token before the first one expires.
            alice.page().waitForResponse(Pattern.compile("/token$"), () -> {});

            server.kill();
            Instant down = Instant.now();
            alice.page().waitForCondition(() -> Instant.now().isAfter(down.plusSeconds(10)));
            assertThat(alice.text("The connection was lost. Reconnecting…")).isVisible(within(60));
            server.restart();

            assertThat(alice.text("The connection was lost. Reconnecting…")).isHidden(hiddenWithin(90));
            assertThat(bob.text("The connection was lost. Reconnecting…")).isHidden(hiddenWithin(90));
            alice.sees("bob", TestVideo.BLUE);
            bob.sees("alice", TestVideo.RED);
            assertThat(Duration.between(down, Instant.now())).isGreaterThan(Duration.ofSeconds(10));
            browsers.closePages(null);
        }
    }

    /** After the restart, the browser still cannot connect for some seconds, while the application issues tokens. */
    @Test
    @Timeout(300)
    void one_connection_at_a_time_is_tried_after_an_outage_of_a_minute_and_the_devices_are_as_before(
            Browsers browsers, @TempDir Path folder) throws Exception {
        try (KillableLiveKitServer server = KillableLiveKitServer.start(folder, null);
                RunningMeetings application = Servers.on(
                        server.url(), "--videoprovider.livekit.api-secret=" + KillableLiveKitServer.API_SECRET)) {
            Person alice = browsers.person("alice", application);
            WebSockets sockets = WebSockets.of(alice);
            Json meeting = alice.createMeeting("Long outage", "bob");
            alice.join(meeting);
            Person bob = browsers.person("bob", application).join(meeting);
            alice.sees("bob", TestVideo.BLUE);
            bob.sees("alice", TestVideo.RED);
            alice.post(
                    "/api/meetings/" + meeting.string("id") + "/participants/bob/mute",
                    Json.builder().put("kind", "AUDIO").build());
            assertThat(bob.text("A host muted you")).isVisible();

            server.kill();
            waitFor(alice, Duration.ofSeconds(62));
            bob.button("Camera").click();
            assertThat(bob.button("Camera")).hasAttribute("aria-pressed", "false");
            sockets.refuse(true);
            server.restart();
            Instant restarted = Instant.now();
            alice.page().waitForResponse(response -> response.url().endsWith("/token") && response.ok(), () -> {});
            List<String> requests = new CopyOnWriteArrayList<>();
            alice.page().onRequest(request -> {
                if (request.url().endsWith("/token")) {
                    requests.add(request.url());
                }
            });
            waitFor(alice, Duration.ofSeconds(12));
            // One every five seconds.
            assertThat(requests).hasSizeBetween(1, 4);
            sockets.refuse(false);

            assertThat(alice.text("The connection was lost. Reconnecting…")).isHidden(hiddenWithin(90));
            assertThat(bob.text("The connection was lost. Reconnecting…")).isHidden(hiddenWithin(90));
            bob.sees("alice", TestVideo.RED);
            assertThat(bob.tile("alice")).hasAttribute("aria-label", "Alice, microphone on, camera on");
            assertThat(alice.tile("bob")).hasAttribute("aria-label", "Bob, microphone off, camera off");
            bob.button("Camera").click();
            alice.sees("bob", TestVideo.BLUE);
            waitFor(alice, Duration.ofSeconds(6));
            assertThat(alice.button("Leave")).isVisible();
            assertThat(sockets.opened()).hasSize(1);
            assertThat(SignedJWT.parse(sockets.opened().get(0))
                            .getJWTClaimsSet()
                            .getNotBeforeTime()
                            .toInstant())
                    .isAfter(restarted.minusSeconds(1));
            browsers.closePages(null);
        }
    }

    private static void waitFor(Person person, Duration time) {
        Instant end = Instant.now().plus(time);
        person.page()
                .waitForCondition(
                        () -> Instant.now().isAfter(end),
                        new Page.WaitForConditionOptions().setTimeout(time.toMillis() + 10_000.0));
    }

    private static IsVisibleOptions within(int seconds) {
        return new IsVisibleOptions().setTimeout(seconds * 1000.0);
    }

    private static IsHiddenOptions hiddenWithin(int seconds) {
        return new IsHiddenOptions().setTimeout(seconds * 1000.0);
    }
}

package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.videoprovider.common.Json;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Recordings, during a meeting and afterwards. */
@BrowserTest
class RecordingBrowserTest {

    @Test
    void a_host_records_everybody_sees_it_and_it_is_listed_and_played_when_ready(Browsers browsers) {
        String title = "Recorded 50 %";
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting(title, "bob");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);
        Locator indicator = bob.page().locator(".rec");
        assertThat(indicator).isHidden();

        alice.button("Record").click();
        assertThat(indicator).hasText(Pattern.compile("Recording"));
        assertThat(bob.button(Pattern.compile("ecord"))).isHidden();
        // A person who joins later sees it as well.
        bob.page().reload();
        bob.button("Join").click();
        assertThat(indicator).isVisible();

        alice.button("Stop recording").click();
        assertThat(alice.text("The recording is ready: see Recordings")).isVisible();
        assertThat(indicator).isHidden();

        bob.page()
                .waitForCondition(() -> bob.api().get("/api/recordings").text().contains("retainUntil"));
        bob.open("/recording.html");
        assertThat(bob.row(title)).containsText("Ready");
        assertThat(bob.row(title)).containsText(Pattern.compile("\\d+ s · Participants"));
        assertThat(bob.row(title)).containsText("kept until");
        assertThat(bob.button("Delete " + title)).hasCount(0);
        Person carol = browsers.person("carol").open("/recording.html");
        assertThat(carol.page().locator(".list")).isVisible();
        assertThat(carol.text(title)).hasCount(0);
        bob.button("Play").first().click();
        assertPlays(bob);
        assertThat(bob.page().getByText(Pattern.compile("^The link works until")))
                .isVisible();
        Locator download = bob.page()
                .getByRole(AriaRole.LINK, new com.microsoft.playwright.Page.GetByRoleOptions().setName("Download"));
        Download file = bob.page().waitForDownload(download::click);
        assertThat(file.suggestedFilename()).isEqualTo("Recorded 50 _.mp4");
        assertThat(file.path()).isNotEmptyFile();
        assertThat(bob.page().locator("video.player")).isVisible();
    }

    @Test
    void a_host_chooses_who_can_watch_and_deletes(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Shared", "bob");
        alice.join(meeting);
        alice.button("Record").click();
        assertThat(alice.button("Stop recording")).isVisible();
        assertThat(alice.page().locator(".rec")).hasText("Recording");
        alice.button("Stop recording").click();
        assertThat(alice.text("The recording is ready: see Recordings")).isVisible();
        alice.open("/recording.html");
        // Until then the page replaces its list every three seconds, also below a dialog.
        assertThat(alice.row("Shared")).containsText("Ready");
        String id = alice.row("Shared").getAttribute("data-recording");
        Person stranger = browsers.stranger().open("/recording.html?id=" + id);
        assertThat(stranger.heading("This recording does not open")).isVisible();

        alice.button("Visibility of Shared").click();
        alice.page().locator("select[name=visibility]").selectOption("LINK");
        alice.button("Save").click();
        assertThat(alice.row("Shared")).containsText("Everybody with the link");
        stranger.page().reload();
        assertThat(stranger.heading("Shared")).isVisible();
        assertPlays(stranger);

        alice.button("Visibility of Shared").click();
        alice.page().locator("select[name=visibility]").selectOption("PASSWORD");
        alice.page().locator("input[name=password]").fill("open sesame");
        alice.button("Save").click();
        assertThat(alice.row("Shared")).containsText("Link and password");

        stranger.page().reload();
        assertThat(stranger.heading("Shared")).isVisible();
        stranger.field("Password").fill("wrong");
        stranger.button("Watch").click();
        assertThat(stranger.text("The password is wrong.")).isVisible();
        stranger.field("Password").fill("open sesame");
        stranger.button("Watch").click();
        assertPlays(stranger);

        alice.button("Copy the link to Shared").click();
        assertThat((String) alice.page().evaluate("() => navigator.clipboard.readText()"))
                .contains("/recording.html?id=");
        alice.button("Delete Shared").click();
        alice.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"))
                .click();
        assertThat(alice.button("Delete Shared")).hasCount(0);
        assertThat(stranger.send(
                                "POST",
                                "/api/recordings/" + id + "/link",
                                Json.builder().put("password", "open sesame").build())
                        .ok())
                .isFalse();
    }

    private static void assertPlays(Person person) {
        person.page().waitForFunction("() => document.querySelector('video.player')?.duration > 0");
    }
}

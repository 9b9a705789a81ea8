package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.videoprovider.common.Json;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first page: start, schedule, join; upcoming and previous meetings. */
@BrowserTest
class HomeBrowserTest {

    @Test
    void start_creates_a_meeting_and_opens_its_lobby(Browsers browsers) {
        Person alice = browsers.person("alice").open("/");

        alice.button(Pattern.compile("^Start a meeting")).click();

        assertThat(alice.heading("Meeting of Alice")).isVisible();
        assertThat(alice.button("Join")).isEnabled();
    }

    @Test
    void a_scheduled_meeting_is_listed_and_says_when_it_opens(Browsers browsers) {
        String title = "Planning <img src=x onerror=alert(1)> \u202Eright to left 👩‍👩‍👧";
        Person alice = browsers.person("alice").open("/");
        LocalDateTime start =
                LocalDateTime.now(ZoneId.systemDefault()).plusDays(2).truncatedTo(ChronoUnit.MINUTES);

        alice.button(Pattern.compile("^Schedule")).click();
        alice.field("Title").fill(title);
        alice.field("Description (optional)").fill("First line");
        alice.field("Date and time").fill(start.toString());
        alice.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Schedule"))
                .click();

        Locator row = alice.page()
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText("Planning <img"));
        assertThat(row).isVisible();
        row.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Join"))
                .click();
        assertThat(alice.page()
                        .getByText(Pattern.compile("^This meeting is not open yet. It starts .*you can join from")))
                .isVisible();
        assertThat(alice.button(Pattern.compile("^Join"))).isDisabled();
        assertThat(alice.page().locator("img")).hasCount(0);

        // Only the host and invited people see it.
        Person carol = browsers.person("carol").open("/");
        assertThat(carol.text("No upcoming meetings. Schedule one, or start one now.")
                        .or(carol.page().locator(".list h3").first()))
                .isVisible();
        assertThat(carol.page().getByText("Planning <img")).hasCount(0);
    }

    @Test
    void a_time_in_the_past_is_rejected_with_a_message(Browsers browsers) {
        Person alice = browsers.person("alice").open("/");

        alice.button(Pattern.compile("^Schedule")).click();
        alice.field("Title").fill("Too late");
        alice.field("Date and time").fill("2020-01-01T10:00");
        alice.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Schedule"))
                .click();

        assertThat(alice.dialog().getByRole(AriaRole.ALERT)).containsText("startsAt");
    }

    @Test
    void a_meeting_is_joined_by_link_or_id_and_a_stranger_without_the_link_is_rejected(Browsers browsers) {
        Json meeting = browsers.person("alice").createMeeting("Design review");
        Person carol = browsers.person("carol");

        enter(carol, meeting.string("id"));
        assertThat(carol.heading("This meeting does not open")).isVisible();

        enter(carol, meeting.string("link"));
        assertThat(carol.heading("Design review")).isVisible();

        // After she has opened the link once, the id is enough; the address of another site is never opened.
        enter(carol, "https://evil.example/meeting.html?id=" + meeting.string("id"));
        assertThat(carol.heading("Design review")).isVisible();
        assertThat(carol.page().url()).startsWith(carol.origin());
    }

    private static void enter(Person person, String text) {
        person.open("/").button(Pattern.compile("^Join By link")).click();
        person.field("Link or id").fill(text);
        person.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Join"))
                .click();
    }

    @Test
    void the_personal_room_has_always_the_same_link_which_can_be_copied(Browsers browsers) {
        Person alice = browsers.person("alice");
        String first = personalLink(alice);

        assertThat(personalLink(alice)).isEqualTo(first);
        alice.button("Copy link").click();
        assertThat(alice.text("Link copied")).isVisible();
        assertThat(alice.page().evaluate("() => navigator.clipboard.readText()"))
                .isEqualTo(first);
    }

    private static String personalLink(Person person) {
        person.open("/").button(Pattern.compile("^Personal room")).click();
        return person.field("Link").inputValue();
    }

    @Test
    void a_meeting_that_starts_soon_is_open_and_its_link_is_copied_from_the_list(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.post(
                "/api/meetings",
                Json.builder()
                        .put("title", "Copied")
                        .put("startsAt", Instant.now().plusSeconds(600).toString())
                        .build());
        alice.open("/");

        // It starts in ten minutes, so that it is open.
        Locator row = alice.row("Copied");
        assertThat(row).containsText("Scheduled");
        alice.button("Copy the link to Copied").first().click();

        assertThat(alice.text("Link copied")).isVisible();
        assertThat(alice.page().evaluate("() => navigator.clipboard.readText()"))
                .isEqualTo(meeting.string("link"));
        row.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Join"))
                .click();
        assertThat(alice.button("Join")).isEnabled();
    }

    @Test
    void a_meeting_that_was_held_is_listed_with_who_took_part_and_how_long(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Retrospective", "bob");
        alice.join(meeting);
        Person bob = browsers.person("bob").join(meeting);
        alice.sees("bob", TestVideo.BLUE);
        // LiveKit reports the end in whole seconds: in the second of his join, it would be before it.
        Instant joined = Instant.now();
        bob.page().waitForCondition(() -> Instant.now().isAfter(joined.plusSeconds(1)));
        alice.endForAll();
        assertThat(bob.text("The meeting was ended by a host.")).isVisible();

        // Its webhooks arrive a little later.
        bob.page().waitForCondition(() -> bob.sessions(meeting).stream().anyMatch(session -> session.has("endedAt")));
        bob.open("/")
                .page()
                .getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Previous"))
                .click();
        bob.row("Retrospective")
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Details"))
                .click();

        assertThat(bob.heading("Retrospective")).isVisible();
        assertThat(bob.page().locator(".stats")).containsText(Pattern.compile("Duration\\s*(\\d+ min )?\\d+ s"));
        assertThat(bob.page().locator(".stats")).containsText(Pattern.compile("At the same time\\s*2"));
        assertThat(bob.page().locator(".list").first()).containsText("Alice");
        assertThat(bob.page().locator(".list").first()).containsText("Bob");
    }
}

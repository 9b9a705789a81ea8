package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.videoprovider.common.Json;
import io.videoprovider.examples.meetings.RunningMeetings;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Calls to another user. */
@BrowserTest
class CallingBrowserTest {

    /** Carol, because a user who has accepted a call is busy for ten seconds: the other tests call Bob. */
    @Test
    void an_accepted_call_connects_both(Browsers browsers) {
        Person carol = browsers.person("carol").openHome();
        Person alice = browsers.person("alice").openHome();

        alice.button("Call Carol").click();
        assertThat(alice.heading("Calling Carol")).isVisible();
        assertThat(carol.heading("Alice is calling")).isVisible();
        carol.button("Accept").click();

        carol.sees("alice", TestVideo.RED);
        alice.sees("carol", TestVideo.GREEN);
    }

    @Test
    void a_declined_call_is_reported_to_the_caller_and_listed(Browsers browsers) {
        Person bob = browsers.person("bob").openHome();
        Person alice = browsers.person("alice").openHome();

        alice.button("Call Bob").click();
        bob.button("Decline").click();

        assertThat(alice.text("Bob declined the call.")).isVisible();
        assertListed(alice.open("/"), "Declined");
    }

    private static void assertListed(Person person, String state) {
        person.page()
                .getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Previous"))
                .click();
        assertThat(person.page()
                        .locator(".list .badge", new Page.LocatorOptions().setHasText(state))
                        .first())
                .isVisible();
    }

    @Test
    void a_cancelled_call_stops_to_ring(Browsers browsers) {
        Person bob = browsers.person("bob").openHome();
        Person alice = browsers.person("alice").openHome();

        alice.button("Call Bob").click();
        assertThat(bob.heading("Alice is calling")).isVisible();
        alice.dialog().getByText("Cancel").click();

        assertThat(bob.dialog()).hasCount(0);
        assertThat(bob.text("Alice cancelled the call")).isVisible();
    }

    /** As for a page that is connected to another instance than that which handles the call. */
    @Test
    void a_call_rings_on_a_page_that_does_not_receive_its_event(Browsers browsers) {
        Person bob = browsers.person("bob");
        bob.reusable(false);
        bob.page().clock().install();
        bob.page().route(Pattern.compile("/api/events"), Route::abort);
        assertThat(bob.open("/").button("Call Alice")).isVisible();
        Person alice = browsers.person("alice").openHome();

        alice.button("Call Bob").click();
        assertThat(alice.heading("Calling Bob")).isVisible();
        bob.page().clock().runFor(31_000);

        bob.button("Decline").click();
        assertThat(alice.text("Bob declined the call.")).isVisible();
        assertThat(bob.dialog()).hasCount(0);
    }

    @Test
    void a_busy_user_is_reported_although_the_event_arrives_before_the_response(Browsers browsers) {
        try (RunningMeetings application = RunningMeetings.start()) {
            Person bob = browsers.person("bob", application);
            Person alice = browsers.person("alice", application).openHome();
            Json ring = browsers.person("carol", application)
                    .post(
                            "/api/rings",
                            Json.builder().put("users", List.of("bob")).build())
                    .object("ring");
            bob.post("/api/rings/" + ring.string("id") + "/accept", Json.EMPTY);
            alice.page().route("**/api/rings", route -> {
                APIResponse response = route.fetch();
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                route.fulfill(new Route.FulfillOptions().setResponse(response));
            });

            alice.button("Call Bob").click();

            assertThat(alice.text("Bob is in another call.")).isVisible();
            assertThat(alice.dialog()).hasCount(0);
            browsers.closePages(null);
        }
    }

    @Test
    void a_call_is_declined_although_the_event_arrives_before_the_response(Browsers browsers) {
        Person bob = browsers.person("bob");
        Person alice = browsers.person("alice").openHome();
        alice.page().route("**/api/rings", route -> {
            APIResponse response = route.fetch();
            String ring = Json.parse(response.text()).object("ring").string("id");
            bob.post("/api/rings/" + ring + "/decline", Json.EMPTY);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            route.fulfill(new Route.FulfillOptions().setResponse(response));
        });

        alice.button("Call Bob").click();

        assertThat(alice.text("Bob declined the call.")).isVisible();
        assertThat(alice.dialog()).hasCount(0);
    }

    @Test
    void a_cancelled_call_does_not_ring_again_when_the_list_of_calls_arrives_late(Browsers browsers) {
        Person bob = browsers.person("bob");
        bob.reusable(false);
        bob.page().clock().install();
        bob.openHome();
        Person alice = browsers.person("alice");
        String ring = alice.post(
                        "/api/rings",
                        Json.builder().put("users", List.of("bob")).build())
                .object("ring")
                .string("id");
        assertThat(bob.heading("Alice is calling")).isVisible();
        bob.page().route("**/api/rings", route -> {
            APIResponse response = route.fetch();
            alice.post("/api/rings/" + ring + "/cancel", Json.EMPTY);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            route.fulfill(new Route.FulfillOptions().setResponse(response));
        });

        bob.page().waitForResponse("**/api/rings", () -> bob.page().clock().runFor(31_000));

        bob.page().evaluate("() => fetch('/api/me')");
        assertThat(bob.dialog()).hasCount(0);
    }

    @Test
    void a_call_after_a_declined_one_is_not_closed_with_it(Browsers browsers) {
        try (RunningMeetings application = RunningMeetings.start()) {
            Person bob = browsers.person("bob", application).openHome();
            Person carol = browsers.person("carol", application).openHome();
            Person alice = browsers.person("alice", application);
            alice.page().clock().install();
            alice.openHome();
            // Otherwise the dialog closes by itself, if this test takes longer than four seconds for the next steps.
            alice.page().clock().pauseAt(Date.from(Instant.now().plusSeconds(60)));
            alice.button("Call Bob").click();
            bob.button("Decline").click();
            assertThat(alice.text("Bob declined the call.")).isVisible();

            alice.dialog().getByText("Cancel").click();
            alice.button("Call Carol").click();
            assertThat(carol.heading("Alice is calling")).isVisible();
            alice.page().clock().runFor(4500);

            assertThat(alice.heading("Calling Carol")).isVisible();
            assertThat(carol.heading("Alice is calling")).isVisible();
            browsers.closePages(null);
        }
    }

    @Test
    void a_call_without_an_answer_is_missed(Browsers browsers) {
        try (RunningMeetings application = RunningMeetings.start("--meetings.ring-timeout=5s")) {
            Person bob = browsers.person("bob", application).openHome();
            Person alice = browsers.person("alice", application).openHome();

            alice.button("Call Bob").click();

            assertThat(bob.heading("Alice is calling")).isVisible();
            assertThat(alice.text("Bob did not answer.")).isVisible();
            assertThat(bob.dialog()).hasCount(0);
            assertThat(bob.text("Missed call from Alice")).isVisible();
            assertListed(bob, "Missed");
            browsers.closePages(null);
        }
    }
}

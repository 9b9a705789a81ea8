package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import io.videoprovider.examples.meetings.RunningMeetings;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The sign-in form. */
@BrowserTest
class SignInBrowserTest {

    @Test
    void a_user_signs_in_and_sees_the_meeting_of_the_opened_link_and_signs_out(Browsers browsers) {
        Json meeting = browsers.person("alice").createMeeting("Weekly consultation");
        Person carol = browsers.stranger().openLink(meeting);

        assertThat(carol.heading("Sign in")).isVisible();
        carol.field("Name").fill("carol");
        carol.field("Password").fill("wrong");
        carol.button("Sign in").click();
        assertThat(carol.text("The name or the password is wrong.")).isVisible();

        carol.field("Password").fill("demo");
        carol.button("Sign in").click();
        assertThat(carol.heading("Weekly consultation")).isVisible();

        carol.button("Sign out").click();
        assertThat(carol.heading("Sign in")).isVisible();
    }

    @Test
    void a_user_of_an_openid_connect_provider_signs_in_and_sees_the_opened_link(Browsers browsers) throws Exception {
        String registration = "--spring.security.oauth2.client.registration.corp.";
        try (OidcProvider provider = OidcProvider.start();
                RunningMeetings application = RunningMeetings.start(
                        "--server.shutdown=immediate",
                        "--meetings.users=",
                        registration + "client-name=Corporate",
                        registration + "client-id=" + OidcProvider.CLIENT_ID,
                        registration + "client-secret=" + OidcProvider.CLIENT_SECRET,
                        registration + "scope=openid,profile",
                        "--spring.security.oauth2.client.provider.corp.issuer-uri=" + provider.issuer())) {
            Person dana = browsers.stranger(application).open("/");
            assertThat(dana.field("Password")).hasCount(0);
            signInByProvider(dana);
            assertThat(dana.heading(Pattern.compile("^Good .*, Dana Diaz$"))).isVisible();
            String link = dana.post("/api/meetings/personal", Json.EMPTY).string("link");

            dana.button("Sign out").click();
            assertThat(dana.heading("Sign in")).isVisible();
            dana.open(link);
            signInByProvider(dana);

            assertThat(dana.heading("Room of Dana Diaz")).isVisible();
            browsers.closePages(null);
        }
    }

    private static void signInByProvider(Person person) {
        person.link("Sign in with Corporate").click();
        person.link("Continue as Dana Diaz").click();
    }

    @Test
    void the_page_runs_only_its_own_files(Browsers browsers) {
        Person alice = browsers.person("alice").open("/");
        assertThat(alice.button("Sign out")).isVisible();

        alice.page()
                .evaluate(
                        "() => { const s = document.createElement('script'); s.textContent = 'window.inline = true'; document.body.append(s); }");

        assertThat(alice.page().evaluate("() => window.inline")).isNull();
        assertThat(alice.console()).anyMatch(message -> message.contains("Content Security Policy"));
        // Only the script of this test has violated it.
        assertThat(alice.console()).hasSize(1);
    }

    @Test
    void a_request_with_a_forged_csrf_token_is_rejected(Browsers browsers) {
        Person alice = browsers.person("alice").open("/");

        Object status = alice.page()
                .evaluate(
                        "() => fetch('/api/meetings', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': 'forged' }, body: '{}' }).then((response) => response.status)");

        assertThat(status).isEqualTo(403);
    }
}

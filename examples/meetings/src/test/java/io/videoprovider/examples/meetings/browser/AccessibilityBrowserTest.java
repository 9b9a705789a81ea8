package io.videoprovider.examples.meetings.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import io.videoprovider.common.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WCAG 2.1, levels A and AA, as far as axe-core verifies it: labels, roles, contrast. */
@BrowserTest
class AccessibilityBrowserTest {

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void the_main_pages_have_no_violations(ColorScheme colours, Browsers browsers) throws IOException {
        Person stranger =
                browsers.stranger(options -> options.setColorScheme(colours)).open("/");
        assertThat(stranger.heading("Sign in")).isVisible();
        assertAccessible(stranger);

        Person alice = browsers.person("alice", options -> options.setColorScheme(colours))
                .openHome();
        assertAccessible(alice);

        Json meeting = alice.createMeeting("Accessible", "bob");
        alice.openLink(meeting);
        assertThat(alice.button("Join")).isEnabled();
        assertAccessible(alice);

        alice.join(meeting);
        alice.button("Participants").click();
        assertAccessible(alice);
        alice.button("Chat").click();
        alice.field("Message").fill("Hello");
        alice.button("Send").click();
        assertThat(alice.text("Hello")).isVisible();
        assertAccessible(alice);

        alice.endForAll();
        assertAccessible(alice);
    }

    private static void assertAccessible(Person person) throws IOException {
        person.page()
                .evaluate(Files.readString(
                        Path.of(System.getenv("LIVEKIT_NODE_MODULES"), "node_modules", "axe-core", "axe.min.js")));
        Object violations = person.page().evaluate("""
                        () => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then(({ violations }) =>
                          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join('; ')}`))""");
        assertThat((List<?>) violations).as(person.page().title()).isEmpty();
    }
}

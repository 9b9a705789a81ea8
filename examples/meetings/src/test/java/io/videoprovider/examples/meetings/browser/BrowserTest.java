package io.videoprovider.examples.meetings.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test that drives Chromium; {@code .ci/run} installs it and the servers. Parameters: {@link Browsers} and
 * {@link io.videoprovider.examples.meetings.RunningMeetings}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserExtension.class)
@Timeout(240)
@EnabledIfEnvironmentVariable(
        named = "CHROMIUM",
        matches = ".+",
        disabledReason = "CHROMIUM is not set: no browser to test with, see docs/testing.md")
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
@interface BrowserTest {}

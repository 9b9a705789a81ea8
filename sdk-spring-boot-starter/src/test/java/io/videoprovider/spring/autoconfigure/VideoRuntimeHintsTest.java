package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.history.CallSummary;
import io.videoprovider.inbox.EventHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.io.support.SpringFactoriesLoader;

class VideoRuntimeHintsTest {

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mysql", "postgresql"})
    void sql_files_of_the_inbox_and_the_history_are_included(String database) {
        RuntimeHints hints = new RuntimeHints();
        new VideoRuntimeHints().registerHints(hints, getClass().getClassLoader());

        for (String part : new String[] {"inbox", "history"}) {
            String script = "META-INF/videoprovider/" + part + "/" + database + "/V1__videoprovider_" + part + ".sql";
            assertThat(getClass().getClassLoader().getResource(script)).isNotNull();
            assertThat(RuntimeHintsPredicates.resource().forResource(script)).accepts(hints);
        }
    }

    @Test
    void methods_that_are_checked_at_start_are_included() throws NoSuchMethodException {
        RuntimeHints hints = new RuntimeHints();
        new VideoRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(EventHandler.class.getMethod("handle", VideoEvent.class)))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(
                                ApplicationListener.class.getMethod("onApplicationEvent", ApplicationEvent.class)))
                .accepts(hints);
    }

    @ParameterizedTest
    @ValueSource(classes = {ParticipantJoined.class, RecordingEvent.class, CallSummary.class, VideoEvent.class})
    void types_of_events_are_included_which_the_inbox_stores_by_name(Class<?> type) {
        RuntimeHints hints = new RuntimeHints();
        new VideoRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints);
    }

    @Test
    void hints_are_registered() {
        assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                        .load(RuntimeHintsRegistrar.class))
                .hasAtLeastOneElementOfType(VideoRuntimeHints.class);
    }
}

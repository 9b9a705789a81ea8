package io.videoprovider.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

class VideoRuntimeHintsTest {

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mysql", "postgresql"})
    void the_inboxs_sql_is_kept(String database) {
        String script = "META-INF/videoprovider/inbox/" + database + "/V1__videoprovider_inbox.sql";
        RuntimeHints hints = new RuntimeHints();
        new VideoRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(getClass().getClassLoader().getResource(script)).isNotNull();
        assertThat(RuntimeHintsPredicates.resource().forResource(script)).accepts(hints);
    }

    @Test
    void what_the_check_of_security_stands_in_for_is_kept() {
        RuntimeHints hints = new RuntimeHints();
        new VideoRuntimeHints().registerHints(hints, getClass().getClassLoader());

        for (Class<?> type : List.of(HttpServletRequest.class, HttpServletResponse.class, HttpSession.class)) {
            assertThat(RuntimeHintsPredicates.proxies().forInterfaces(type)).accepts(hints);
        }
    }

    @Test
    void the_hints_are_registered() {
        assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                        .load(RuntimeHintsRegistrar.class))
                .hasAtLeastOneElementOfType(VideoRuntimeHints.class);
    }
}

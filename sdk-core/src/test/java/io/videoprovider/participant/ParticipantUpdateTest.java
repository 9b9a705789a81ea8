package io.videoprovider.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.token.Permission;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParticipantUpdateTest {

    @Test
    void an_update_contains_only_the_set_values() {
        ParticipantUpdate permissions = ParticipantUpdate.builder()
                .allow(Permission.PUBLISH_AUDIO)
                .deny(Permission.PUBLISH_VIDEO)
                .build();
        assertThat(permissions.allow()).containsExactly(Permission.PUBLISH_AUDIO);
        assertThat(permissions.deny()).containsExactly(Permission.PUBLISH_VIDEO);
        assertThat(permissions.displayName()).isNull();
        assertThat(permissions.metadata()).isNull();
        assertThat(permissions.attributes()).isEmpty();

        ParticipantUpdate profile = ParticipantUpdate.builder()
                .displayName("Alice")
                .metadata("m")
                .attribute("a", "")
                .build();
        assertThat(profile.allow()).isEmpty();
        assertThat(profile.deny()).isEmpty();
        assertThat(profile.displayName()).isEqualTo("Alice");
        assertThat(profile.metadata()).isEqualTo("m");
        assertThat(profile.attributes()).containsExactly(Map.entry("a", ""));
    }

    @Test
    void an_update_is_immutable() {
        ParticipantUpdate.Builder builder =
                ParticipantUpdate.builder().allow(Permission.SUBSCRIBE).attribute("a", "1");
        ParticipantUpdate change = builder.build();
        builder.allow(Permission.MODERATE).attribute("b", "2");

        assertThat(change.allow()).containsExactly(Permission.SUBSCRIBE);
        assertThat(change.attributes()).containsOnlyKeys("a");
        assertThatThrownBy(() -> change.allow().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> change.attributes().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    static Stream<Arguments> invalid_values_are_refused() {
        return Stream.of(
                Arguments.of("update", ParticipantUpdate.builder()),
                Arguments.of(
                        "deny",
                        ParticipantUpdate.builder().allow(Permission.SUBSCRIBE).deny(Permission.SUBSCRIBE)),
                Arguments.of("displayName", ParticipantUpdate.builder().displayName(" ")),
                Arguments.of("displayName", ParticipantUpdate.builder().displayName("x".repeat(257))),
                Arguments.of("metadata", ParticipantUpdate.builder().metadata("")),
                Arguments.of("displayName", ParticipantUpdate.builder().displayName("Alice \ud83d")),
                Arguments.of("metadata", ParticipantUpdate.builder().metadata("Alice \ud83d")),
                Arguments.of("attribute a", ParticipantUpdate.builder().attribute("a", "\ude00")),
                Arguments.of("name of an attribute", ParticipantUpdate.builder().attribute("", "x")));
    }

    @ParameterizedTest
    @MethodSource
    void invalid_values_are_refused(String field, ParticipantUpdate.Builder builder) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidRequestException.class)
                .extracting(failure -> ((InvalidRequestException) failure).field())
                .isEqualTo(field);
    }

    @Test
    void kinds_are_open_values() {
        assertThat(new TrackKind("camera")).isEqualTo(TrackKind.CAMERA).hasToString("camera");
        assertThat(new TrackKind("hologram").name()).isEqualTo("hologram");
        assertThat(new ParticipantKind("sip")).isEqualTo(ParticipantKind.SIP).hasToString("sip");
        assertThat(new ParticipantKind("robot").name()).isEqualTo("robot");
        assertThatThrownBy(() -> new TrackKind("")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new ParticipantKind(" ")).isInstanceOf(InvalidRequestException.class);
    }
}

package io.videoprovider.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.error.InvalidRequestException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingRequestTest {

    @Test
    void nothing_said_is_left_to_the_provider() {
        RecordingRequest request = RecordingRequest.composite().build();

        assertThat(request)
                .isEqualTo(new RecordingRequest(
                        RecordingKind.COMPOSITE, null, false, null, null, Storage.providerDefault(), null));
        assertThat(RecordingRequest.participant("alice").build().target()).isEqualTo("alice");
        assertThat(RecordingRequest.track("TR_1").build().kind()).isEqualTo(RecordingKind.TRACK);
        assertThat(RecordingRequest.individual().build().kind()).isEqualTo(RecordingKind.INDIVIDUAL);
        assertThat(RecordingRequest.raw().build().kind()).isEqualTo(RecordingKind.RAW);
    }

    @Test
    void everything_said_is_kept() {
        assertThat(RecordingRequest.composite()
                        .layout(Layout.SPEAKER)
                        .quality(Quality.HD_720P)
                        .storage(Storage.named("archive"))
                        .path("rec/{time}.mp4")
                        .build())
                .isEqualTo(new RecordingRequest(
                        RecordingKind.COMPOSITE,
                        null,
                        false,
                        Layout.SPEAKER,
                        Quality.HD_720P,
                        Storage.named("archive"),
                        "rec/{time}.mp4"));
        assertThat(RecordingRequest.participant("alice").audioOnly().build().audioOnly())
                .isTrue();
    }

    static Stream<Arguments> requests_that_contradict_themselves() {
        return Stream.of(
                Arguments.of("userId", RecordingRequest.participant("")),
                Arguments.of("userId", RecordingRequest.participant("a/b")),
                Arguments.of("userId", RecordingRequest.participant(Null.value())),
                Arguments.of("trackId", RecordingRequest.track("..")),
                Arguments.of("layout", RecordingRequest.participant("a").layout(Layout.GRID)),
                Arguments.of("layout", RecordingRequest.raw().layout(Layout.GRID)),
                Arguments.of("layout", RecordingRequest.composite().audioOnly().layout(Layout.GRID)),
                Arguments.of("quality", RecordingRequest.composite().audioOnly().quality(Quality.SD_360P)),
                Arguments.of("quality", RecordingRequest.track("TR_1").quality(Quality.SD_360P)),
                Arguments.of("quality", RecordingRequest.raw().quality(Quality.SD_360P)),
                Arguments.of("audioOnly", RecordingRequest.track("TR_1").audioOnly()),
                Arguments.of("path", RecordingRequest.composite().path(" ")),
                Arguments.of("path", RecordingRequest.composite().path("x".repeat(1025))),
                Arguments.of("storage", RecordingRequest.composite().storage(Null.value())));
    }

    @ParameterizedTest
    @MethodSource
    void requests_that_contradict_themselves(String field, RecordingRequest.Builder builder) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidRequestException.class)
                .extracting(failure -> ((InvalidRequestException) failure).field())
                .isEqualTo(field);
    }

    @ParameterizedTest
    @EnumSource(
            value = RecordingKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PARTICIPANT", "TRACK"})
    void only_one_participant_or_track_has_a_target(RecordingKind kind) {
        assertThatThrownBy(
                        () -> new RecordingRequest(kind, "alice", false, null, null, Storage.providerDefault(), null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("target");
    }

    @ParameterizedTest
    @EnumSource(RecordingStatus.class)
    void a_status_is_active_or_terminal_or_neither_and_never_both(RecordingStatus status) {
        Set<RecordingStatus> active = EnumSet.of(RecordingStatus.STARTING, RecordingStatus.RECORDING);
        Set<RecordingStatus> terminal = EnumSet.of(
                RecordingStatus.READY, RecordingStatus.FAILED, RecordingStatus.EXPIRED, RecordingStatus.DELETED);

        assertThat(status.active()).isEqualTo(active.contains(status));
        assertThat(status.terminal()).isEqualTo(terminal.contains(status));
    }

    @ParameterizedTest
    @EnumSource(Quality.class)
    void a_quality_is_named_after_its_shorter_side(Quality quality) {
        assertThat(quality.name()).endsWith("_" + Math.min(quality.width(), quality.height()) + "P");
        assertThat(quality.width() < quality.height()).isEqualTo(quality.name().startsWith("PORTRAIT"));
        // Encoders want even numbers.
        assertThat(quality.width() % 2 + quality.height() % 2).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", ".."})
    void ids_and_layouts_are_checked(String id) {
        assertThatThrownBy(() -> new RecordingId(id)).hasMessageStartingWith("recording id");
        assertThatThrownBy(() -> new Layout(id)).hasMessageStartingWith("layout");
        assertThat(new RecordingId("EG_1")).hasToString("EG_1");
        assertThat(new Layout("grid")).isEqualTo(Layout.GRID);
    }
}

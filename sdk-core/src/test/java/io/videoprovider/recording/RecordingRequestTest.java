package io.videoprovider.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
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
    void defaults_are_left_to_the_provider() {
        RecordingRequest request = RecordingRequest.composite().build();

        assertThat(request.kind()).isEqualTo(RecordingKind.COMPOSITE);
        assertThat(request.target()).isNull();
        assertThat(request.audioOnly()).isFalse();
        assertThat(request.layout()).isNull();
        assertThat(request.quality()).isNull();
        assertThat(request.storage()).isInstanceOf(Storage.ProviderDefault.class);
        assertThat(request.path()).isNull();
        assertThat(RecordingRequest.participant("alice").build().target()).isEqualTo("alice");
        assertThat(RecordingRequest.track("TR_1").build().kind()).isEqualTo(RecordingKind.TRACK);
    }

    @Test
    void only_a_participant_or_a_track_has_a_target() {
        assertThat(RecordingRequest.track("TR_1").build().target()).isEqualTo("TR_1");
        assertThat(RecordingRequest.individual().build())
                .returns(RecordingKind.INDIVIDUAL, RecordingRequest::kind)
                .returns(null, RecordingRequest::target);
        assertThat(RecordingRequest.raw().build())
                .returns(RecordingKind.RAW, RecordingRequest::kind)
                .returns(null, RecordingRequest::target);
    }

    @Test
    void build_keeps_all_values() {
        Storage storage = Storage.named("archive");
        RecordingRequest request = RecordingRequest.composite()
                .layout(Layout.SPEAKER)
                .quality(Quality.HD_720P)
                .storage(storage)
                .path("rec/{time}.mp4")
                .build();

        assertThat(request.layout()).isEqualTo(Layout.SPEAKER);
        assertThat(request.quality()).isEqualTo(Quality.HD_720P);
        assertThat(request.storage()).isSameAs(storage);
        assertThat(request.path()).isEqualTo("rec/{time}.mp4");
        assertThat(RecordingRequest.participant("alice").audioOnly().build().audioOnly())
                .isTrue();
    }

    static Stream<Arguments> invalid_combinations_are_refused() {
        return Stream.of(
                Arguments.of("userId", RecordingRequest.participant("")),
                Arguments.of("userId", RecordingRequest.participant("a/b")),
                Arguments.of("trackId", RecordingRequest.track("..")),
                Arguments.of("layout", RecordingRequest.participant("a").layout(Layout.GRID)),
                Arguments.of("layout", RecordingRequest.raw().layout(Layout.GRID)),
                Arguments.of("layout", RecordingRequest.composite().audioOnly().layout(Layout.GRID)),
                Arguments.of("quality", RecordingRequest.composite().audioOnly().quality(Quality.SD_360P)),
                Arguments.of("quality", RecordingRequest.track("TR_1").quality(Quality.SD_360P)),
                Arguments.of("quality", RecordingRequest.raw().quality(Quality.SD_360P)),
                Arguments.of("audioOnly", RecordingRequest.track("TR_1").audioOnly()),
                Arguments.of("path", RecordingRequest.composite().path(" ")),
                Arguments.of("path", RecordingRequest.composite().path("x".repeat(1025))));
    }

    @ParameterizedTest
    @MethodSource
    void invalid_combinations_are_refused(String field, RecordingRequest.Builder builder) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidRequestException.class)
                .extracting(failure -> ((InvalidRequestException) failure).field())
                .isEqualTo(field);
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
        // Encoders require even numbers.
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

    @ParameterizedTest
    @ValueSource(strings = {"", "page", "ftp://host/page", "file:///etc/passwd", "https:opaque", "https:///page"})
    void a_template_is_a_web_address(String template) {
        assertThatThrownBy(() -> Layout.custom(URI.create(template)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("template");
    }

    @Test
    void a_layout_shows_its_name_only() {
        URI template = URI.create("https://alice:hush@layouts.example/page?key=hush");
        Json options = Json.builder()
                .put("logo.image_url", "https://a.example/?key=hush")
                .build();
        Layout layout = Layout.custom(template).withOptions(options);

        assertThat(layout)
                .hasToString("custom")
                .returns(template, Layout::template)
                .returns(options, Layout::options)
                .isNotEqualTo(new Layout("custom"))
                .isEqualTo(new Layout("custom", template, options));
        assertThat(RecordingRequest.composite().layout(layout).build().toString())
                .doesNotContain("hush");
        String tooLong = "https://a.example/" + "x".repeat(2048);
        assertThatThrownBy(() -> Layout.custom(URI.create(tooLong))).hasMessageStartingWith("template");
    }

    @Test
    void a_format_must_match_the_content() {
        assertThat(RecordingRequest.composite()
                        .format(RecordingFormat.MP4)
                        .build()
                        .format())
                .isEqualTo(RecordingFormat.MP4);
        assertThat(RecordingRequest.participant("alice")
                        .audioOnly()
                        .format(RecordingFormat.MP3)
                        .build())
                .returns(RecordingFormat.MP3, RecordingRequest::format)
                .asString()
                .contains("format=MP3");
        for (RecordingRequest.Builder builder : List.of(
                RecordingRequest.composite().format(RecordingFormat.OGG),
                RecordingRequest.track("TR_1").format(RecordingFormat.MP4),
                RecordingRequest.individual().format(RecordingFormat.MP4),
                RecordingRequest.raw().format(RecordingFormat.MP4))) {
            assertThatThrownBy(builder::build)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("format");
        }
    }
}

package io.videoprovider.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BroadcastRequestTest {

    private static final BroadcastDestination RTMP = BroadcastDestination.rtmp("rtmps://live.example.com/app", "key");
    private static final BroadcastDestination SRT =
            BroadcastDestination.srt("srt://live.example.com:9000?streamid=key");

    @Test
    void defaults_are_left_to_the_provider() {
        BroadcastRequest hls = BroadcastRequest.hls().build();
        assertThat(hls.kind()).isEqualTo(BroadcastKind.HLS);
        assertThat(hls.destinations()).isEmpty();
        assertThat(hls.layout()).isNull();
        assertThat(hls.quality()).isNull();
        assertThat(hls.storage()).isInstanceOf(Storage.ProviderDefault.class);
        BroadcastRequest push = BroadcastRequest.push(RTMP).build();
        assertThat(push.kind()).isEqualTo(BroadcastKind.PUSH);
        assertThat(push.destinations()).containsExactly(RTMP);
    }

    @Test
    void build_keeps_all_values_in_their_order() {
        BroadcastDestination second = BroadcastDestination.rtmp("rtmp://other.example.com/app/key");

        BroadcastRequest request = BroadcastRequest.push(RTMP)
                .destination(second)
                .layout(Layout.GRID)
                .quality(Quality.HD_720P)
                .build();

        assertThat(request.destinations()).containsExactly(RTMP, second);
        assertThat(request.layout()).isEqualTo(Layout.GRID);
        assertThat(request.quality()).isEqualTo(Quality.HD_720P);
    }

    @Test
    void invalid_combinations_are_refused() {
        Storage storage = Storage.named("archive");

        assertThat(field(() -> BroadcastRequest.push(RTMP).destination(SRT).build()))
                .isEqualTo("destinations");
        assertThat(field(() -> BroadcastRequest.push(RTMP).destination(RTMP).build()))
                .isEqualTo("destinations");
        assertThat(field(() -> BroadcastRequest.hls().destination(RTMP).build()))
                .isEqualTo("destinations");
        assertThat(field(() -> BroadcastRequest.push(RTMP).storage(storage).build()))
                .isEqualTo("storage");
    }

    private static @Nullable String field(Runnable refused) {
        return catchThrowableOfType(InvalidRequestException.class, refused::run).field();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtmp://host/app", "rtmps://user:pass@host:443/app/", "rtmp://[::1]:1935/app"})
    void an_rtmp_address_begins_with_rtmp_or_rtmps(String url) {
        assertThat(BroadcastDestination.rtmp(url).bySrt()).isFalse();
        assertThat(field(() -> BroadcastDestination.srt(url))).isEqualTo("url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"srt://host:9000", "srt://host:9000?streamid=a&passphrase=b"})
    void an_srt_address_begins_with_srt(String url) {
        assertThat(BroadcastDestination.srt(url).bySrt()).isTrue();
        assertThat(field(() -> BroadcastDestination.rtmp(url))).isEqualTo("url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "host/app",
                "http://host/app",
                "rtmp://",
                "rtmp:///app",
                "rtmp://ho st/app",
                "srt://a\nb",
                "file:///etc/passwd"
            })
    void other_addresses_are_refused_and_not_quoted(String url) {
        assertThatThrownBy(() -> BroadcastDestination.rtmp(url))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("url"))
                .hasMessageNotContaining("passwd");
    }

    @Test
    void a_stream_key_has_no_white_space_and_is_for_rtmp_only() {
        for (Runnable refused : List.<Runnable>of(
                () -> BroadcastDestination.rtmp("rtmp://host/app", ""),
                () -> BroadcastDestination.rtmp("rtmp://host/app", "hush live=1"),
                () -> BroadcastDestination.rtmp("rtmp://host/app", "hush".repeat(300)),
                () -> BroadcastDestination.rtmp("srt://host:9000", "hush"))) {
            assertThatThrownBy(refused::run)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            refusal -> assertThat(refusal.field()).isEqualTo("streamKey"))
                    .hasMessageNotContaining("hush");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_broadcast_is_active_terminal_or_neither(BroadcastStatus status) {
        assertThat(status.active()).isEqualTo(status == BroadcastStatus.STARTING || status == BroadcastStatus.LIVE);
        assertThat(status.terminal()).isEqualTo(status == BroadcastStatus.ENDED || status == BroadcastStatus.FAILED);
    }

    @Test
    void an_id_must_not_be_a_path() {
        assertThat(new BroadcastId("default:lobby~hls~s-1")).hasToString("default:lobby~hls~s-1");
        assertThatThrownBy(() -> new BroadcastId("../x")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new BroadcastId("")).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 49, 100_001})
    void a_bitrate_has_limits(int kilobits) {
        assertThatThrownBy(() -> BroadcastRequest.hls().videoBitrate(kilobits).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("videoBitrate");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 121})
    void a_frame_rate_has_limits(int frames) {
        assertThatThrownBy(() -> BroadcastRequest.hls().frameRate(frames).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("frameRate");
    }
}

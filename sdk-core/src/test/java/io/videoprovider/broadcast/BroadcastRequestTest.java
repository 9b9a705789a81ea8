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
    void the_plain_ones_ask_for_nothing_in_particular() {
        assertThat(BroadcastRequest.hls().build())
                .isEqualTo(new BroadcastRequest(BroadcastKind.HLS, List.of(), null, null, Storage.providerDefault()));
        assertThat(BroadcastRequest.push(RTMP).build())
                .isEqualTo(
                        new BroadcastRequest(BroadcastKind.PUSH, List.of(RTMP), null, null, Storage.providerDefault()));
    }

    @Test
    void what_was_asked_for_is_kept_in_its_order() {
        BroadcastDestination second = new BroadcastDestination("rtmp://other.example.com/app/key", null);

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
    void what_does_not_go_together_is_refused() {
        Storage storage = Storage.named("archive");

        assertThat(field(() -> BroadcastRequest.push(RTMP).destination(SRT).build()))
                .isEqualTo("destinations");
        assertThat(field(() -> BroadcastRequest.push(RTMP).destination(RTMP).build()))
                .isEqualTo("destinations");
        assertThat(field(() -> BroadcastRequest.hls().destination(RTMP).build()))
                .isEqualTo("destinations");
        assertThat(field(() ->
                        new BroadcastRequest(BroadcastKind.PUSH, List.of(), null, null, Storage.providerDefault())))
                .isEqualTo("destinations");
        assertThat(field(() -> BroadcastRequest.push(RTMP).storage(storage).build()))
                .isEqualTo("storage");
    }

    private static @Nullable String field(Runnable refused) {
        return catchThrowableOfType(InvalidRequestException.class, refused::run).field();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtmp://host/app",
                "rtmps://user:pass@host:443/app/",
                "rtmp://[::1]:1935/app",
                "srt://host:9000?streamid=a&passphrase=b"
            })
    void an_address_has_one_of_three_protocols(String url) {
        assertThat(new BroadcastDestination(url, null).bySrt()).isEqualTo(url.startsWith("srt"));
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
    void anything_else_is_no_address_and_is_not_quoted(String url) {
        assertThatThrownBy(() -> new BroadcastDestination(url, null))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("url"))
                .hasMessageNotContaining("passwd");
    }

    @Test
    void a_stream_key_is_one_word_and_for_rtmp() {
        for (Runnable refused : List.<Runnable>of(
                () -> BroadcastDestination.rtmp("rtmp://host/app", ""),
                () -> BroadcastDestination.rtmp("rtmp://host/app", "hush live=1"),
                () -> BroadcastDestination.rtmp("rtmp://host/app", "hush".repeat(300)),
                () -> new BroadcastDestination("srt://host:9000", "hush"))) {
            assertThatThrownBy(refused::run)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            refusal -> assertThat(refusal.field()).isEqualTo("streamKey"))
                    .hasMessageNotContaining("hush");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_broadcast_goes_on_or_is_over_or_is_between(BroadcastStatus status) {
        assertThat(status.active()).isEqualTo(status == BroadcastStatus.STARTING || status == BroadcastStatus.LIVE);
        assertThat(status.terminal()).isEqualTo(status == BroadcastStatus.ENDED || status == BroadcastStatus.FAILED);
    }

    @Test
    void an_id_is_any_word_but_no_path() {
        assertThat(new BroadcastId("default:lobby~hls~s-1")).hasToString("default:lobby~hls~s-1");
        assertThatThrownBy(() -> new BroadcastId("../x")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new BroadcastId("")).isInstanceOf(InvalidRequestException.class);
    }
}

package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.ConflictException;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Storage;
import io.videoprovider.token.Role;
import java.net.URI;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

abstract class BroadcastsContract extends ServiceContract {

    private static final String SECRET = "very-secret-value";
    private static final String STREAM_KEY = "abcd-" + SECRET + "-wxyz";

    BroadcastsContract(VideoProviderContract fixture) {
        super(fixture);
    }

    private Broadcasts broadcasts() {
        return assumeFeature(Broadcasts.class);
    }

    private static BroadcastRequest push(String app) {
        return BroadcastRequest.push(BroadcastDestination.rtmp("rtmps://live.example.com/" + app, STREAM_KEY))
                .layout(Layout.SPEAKER)
                .quality(Quality.HD_1080P)
                .build();
    }

    private void withActiveCall(Consumer<CallId> test) {
        CallId id = newCall().id();
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            alice.publish("camera");
            test.accept(id);
        }
    }

    /** Broadcasts with a request that needs a capability, from start to {@code ENDED}; starting twice returns the same one. */
    private void broadcast(Capability capability, BroadcastRequest request, Consumer<Broadcast> whileLive) {
        Broadcasts broadcasts = broadcasts();
        withActiveCall(id -> {
            assumeSupported(
                    capability,
                    () -> broadcasts.start(id, request),
                    () -> assertThat(broadcasts.list(id)).isEmpty());
            Broadcast started = broadcasts.start(id, request);

            assertThat(started.kind()).isEqualTo(request.kind());
            assertThat(broadcasts.start(id, request).id()).isEqualTo(started.id());
            whileLive.accept(awaitLive(started.id()));
            assertThat(provider().recordings().list(id)).isEmpty();
            broadcasts.stop(started.id());
            awaitEnded(started.id());
            assertThat(request + " " + started).doesNotContain(SECRET);
        });
    }

    private Broadcast awaitLive(BroadcastId id) {
        return eventually(
                "the broadcast is live",
                () -> broadcasts().get(id),
                broadcast -> broadcast.status() == BroadcastStatus.LIVE);
    }

    private void awaitEnded(BroadcastId id) {
        eventually(
                "the broadcast has ended",
                () -> broadcasts().get(id),
                broadcast -> broadcast.status() == BroadcastStatus.ENDED);
    }

    @Nested
    @DisplayName("changes while live")
    class Changes {

        private final BroadcastDestination added =
                BroadcastDestination.rtmp("rtmps://two.example.com/app", "efgh-" + SECRET + "-stuv");

        @Test
        void a_server_is_added_and_removed() {
            Broadcasts broadcasts = broadcasts();
            assumeSupported(
                    Capability.BROADCAST_CHANGE_DESTINATIONS,
                    () -> broadcasts.add(new BroadcastId("unknown"), added),
                    () -> refused(() -> broadcasts.remove(new BroadcastId("unknown"), added)));
            withActiveCall(id -> {
                BroadcastRequest request = push("one");
                Broadcast started = broadcasts.start(id, request);
                awaitLive(started.id());

                Broadcast changed = broadcasts.add(started.id(), added);
                assertThat(broadcasts.add(started.id(), added).id()).isEqualTo(started.id());
                assertThat(broadcasts
                                .remove(started.id(), request.destinations().get(0))
                                .status())
                        .isEqualTo(BroadcastStatus.LIVE);
                assertThatThrownBy(() -> broadcasts.remove(started.id(), added)).isInstanceOf(ConflictException.class);

                assertThat(changed.id()).isEqualTo(started.id());
                assertThat(changed + " " + changed.raw().write()).doesNotContain(SECRET);
                broadcasts.stop(started.id());
                awaitEnded(started.id());
                assertThatThrownBy(() -> broadcasts.add(started.id(), added)).isInstanceOf(ConflictException.class);
                notFound(() -> broadcasts.add(new BroadcastId("unknown"), added));
            });
        }

        @Test
        void a_broadcast_has_2160_lines() {
            broadcast(
                    Capability.QUALITY_2160P,
                    BroadcastRequest.push(added).quality(Quality.UHD_2160P).build(),
                    live -> {});
        }

        @Test
        void a_template_of_its_own_draws_the_layout() {
            broadcast(
                    Capability.LAYOUT_TEMPLATE,
                    BroadcastRequest.push(added)
                            .layout(Layout.custom(URI.create("https://layouts.example.com/page")))
                            .build(),
                    live -> {});
        }

        @Test
        void a_layout_has_options() {
            Json options = Json.builder().put("grid.columns", 2).build();
            broadcast(
                    Capability.LAYOUT_OPTIONS,
                    BroadcastRequest.push(added)
                            .layout(Layout.GRID.withOptions(options))
                            .build(),
                    live -> {});
        }

        @Test
        void bitrate_is_chosen() {
            broadcast(
                    Capability.BROADCAST_BITRATE,
                    BroadcastRequest.push(added).videoBitrate(3_000).build(),
                    live -> {});
        }

        @Test
        void frame_rate_is_chosen() {
            broadcast(
                    Capability.BROADCAST_FRAME_RATE,
                    BroadcastRequest.push(added).frameRate(24).build(),
                    live -> {});
        }
    }

    @Nested
    @DisplayName("lifecycle")
    class Lifecycle {

        @Test
        void a_push_is_live_once_per_destination_and_ends_after_stop() {
            Broadcasts broadcasts = broadcasts();
            withActiveCall(id -> {
                Broadcast started = broadcasts.start(id, push("one"));
                Broadcast again = broadcasts.start(id, push("one"));
                Broadcast other = broadcasts.start(id, push("two"));

                assertThat(started.call()).isEqualTo(id);
                assertThat(started.kind()).isEqualTo(BroadcastKind.PUSH);
                assertThat(started.status()).isIn(BroadcastStatus.STARTING, BroadcastStatus.LIVE);
                assertThat(started.playlistUrl()).isNull();
                assertThat(again.id()).isEqualTo(started.id());
                assertThat(other.id()).isNotEqualTo(started.id());
                assertThat(awaitLive(started.id()).startedAt()).isNotNull();
                assertThat(broadcasts.list(id))
                        .extracting(Broadcast::id)
                        .containsExactlyInAnyOrder(started.id(), other.id());
                assertThat(provider().recordings().list(id)).isEmpty();

                assertThat(broadcasts.stop(started.id()).status())
                        .isNotIn(BroadcastStatus.STARTING, BroadcastStatus.LIVE, BroadcastStatus.FAILED);
                awaitEnded(started.id());
                assertThat(broadcasts.stop(started.id()).status()).isEqualTo(BroadcastStatus.ENDED);
                assertThat(awaitLive(other.id()).failure()).isNull();
                assertThat(push("one") + " " + started + " "
                                + broadcasts.list(id).stream().toList())
                        .doesNotContain(SECRET);
            });
        }

        @Test
        void ending_the_call_ends_its_broadcast() {
            Broadcasts broadcasts = broadcasts();
            withActiveCall(id -> {
                BroadcastId started = broadcasts.start(id, push("one")).id();
                awaitLive(started);

                provider().calls().end(id);

                awaitEnded(started);
            });
        }

        @Test
        void an_unknown_call_or_broadcast_is_not_found() {
            Broadcasts broadcasts = broadcasts();
            CallId call = CallId.random("unknown");
            BroadcastId broadcast = new BroadcastId("unknown");

            notFound(() -> broadcasts.start(call, push("one")));
            notFound(() -> broadcasts.get(broadcast));
            notFound(() -> broadcasts.stop(broadcast));
            assertThat(broadcasts.list(call)).isEmpty();
        }
    }

    @Nested
    @DisplayName("HLS")
    class Hls {

        @Test
        void hls_is_served_by_the_provider() {
            broadcast(
                    Capability.BROADCAST_HLS_HOSTED,
                    BroadcastRequest.hls().build(),
                    live -> assertThat(live.playlistUrl()).isNotEmpty());
        }

        @Test
        void hls_is_written_to_a_storage() {
            broadcast(
                    Capability.BROADCAST_HLS_STORAGE,
                    BroadcastRequest.hls()
                            .storage(Storage.s3("videos").region("eu-west-1").credentials("AKIA", SECRET))
                            .build(),
                    live -> assertThat(live.kind()).isEqualTo(BroadcastKind.HLS));
        }
    }

    @Nested
    @DisplayName("destinations")
    class Destinations {

        @Test
        void a_broadcast_is_pushed_by_srt() {
            broadcast(
                    Capability.BROADCAST_SRT,
                    BroadcastRequest.push(BroadcastDestination.srt("srt://live.example.com:9000?streamid=one"))
                            .build(),
                    live -> assertThat(live.kind()).isEqualTo(BroadcastKind.PUSH));
        }

        @Test
        void a_broadcast_is_pushed_to_several_servers() {
            broadcast(
                    Capability.BROADCAST_SEVERAL_DESTINATIONS,
                    BroadcastRequest.push(BroadcastDestination.rtmp("rtmp://one.example.com/app", STREAM_KEY))
                            .destination(BroadcastDestination.rtmp("rtmp://two.example.com/app", STREAM_KEY))
                            .build(),
                    live -> assertThat(live.kind()).isEqualTo(BroadcastKind.PUSH));
        }
    }
}

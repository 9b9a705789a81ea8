package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.bodies;
import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.backstage.Backstage;
import io.videoprovider.backstage.GoLiveOptions;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.ringing.RingResponse;
import io.videoprovider.ringing.Ringing;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backstage and ringing. Verifies the requests of each operation. */
class StreamBackstageTest {

    private static final CallId SHOW = CallId.of("livestream", "show");

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private Backstage backstage;
    private Ringing ringing;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        backstage = video.require(Backstage.class);
        ringing = video.require(Ringing.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private void joinAsHost() {
        emulator.join(video.tokens()
                .mint(TokenRequest.builder("alice", SHOW).role(Role.HOST).build())
                .token());
    }

    @Test
    void joinAhead_is_a_setting_of_the_call_beside_those_of_the_vendor_options() {
        video.calls()
                .getOrCreate(CallRequest.builder(SHOW)
                        .startsAt(Instant.parse("2026-05-04T10:00:00Z"))
                        .joinAhead(Duration.ofMillis(600_500))
                        .maxParticipants(9)
                        .vendorOptions(
                                ProviderId.STREAM,
                                json(
                                        "{'settings_override':{'limits':{'max_duration_seconds':60},'video':{'enabled':true}}}"))
                        .build());

        assertThat(body(emulator, "GetOrCreateCall").object("data").object("settings_override"))
                .isEqualTo(json("{'limits':{'max_duration_seconds':60,'max_participants':9},'video':{'enabled':true},"
                        + "'backstage':{'enabled':true,'join_ahead_time_seconds':600}}"));
    }

    @Test
    void options_are_sent_by_the_names_of_stream() {
        video.calls().getOrCreate(CallRequest.of(SHOW));
        joinAsHost();

        backstage.goLive(
                SHOW,
                GoLiveOptions.builder()
                        .hls()
                        .record(RecordingKind.COMPOSITE)
                        .record(RecordingKind.RAW)
                        .transcription()
                        .captions()
                        .build());
        backstage.stopLive(SHOW);

        assertThat(body(emulator, "GoLive"))
                .isEqualTo(json("{'start_hls':true,'start_transcription':true,'start_closed_caption':true,"
                        + "'start_composite_recording':true,'start_raw_recording':true}"));
        assertThat(body(emulator, "StopLive")).isEqualTo(Json.EMPTY);
    }

    @Test
    void a_lost_response_to_goLive_is_not_an_error() {
        video.calls().getOrCreate(CallRequest.of(SHOW));
        joinAsHost();
        emulator.faults().inject("GoLive", StreamFault.dropAfterProcessing());
        assertThat(backstage
                        .goLive(
                                SHOW,
                                GoLiveOptions.builder()
                                        .record(RecordingKind.COMPOSITE)
                                        .build())
                        .raw()
                        .bool("backstage"))
                .isFalse();
        assertThat(video.calls().get(SHOW).recording()).isTrue();
    }

    @Test
    void a_start_that_was_not_processed_is_an_error_although_the_call_is_live() {
        video.calls().getOrCreate(CallRequest.of(SHOW));
        backstage.goLive(SHOW);

        for (GoLiveOptions options : List.of(
                GoLiveOptions.builder().record(RecordingKind.COMPOSITE).build(),
                GoLiveOptions.builder().record(RecordingKind.RAW).build(),
                GoLiveOptions.builder().hls().build(),
                GoLiveOptions.builder().transcription().build(),
                GoLiveOptions.builder().captions().build())) {
            // Nothing starts without participants, so the second attempt is rejected.
            emulator.faults().inject("GoLive", StreamFault.dropBeforeProcessing());

            assertThatThrownBy(() -> backstage.goLive(SHOW, options))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("no active session");
        }
        assertThat(video.calls().get(SHOW).recording()).isFalse();
    }

    @Test
    void a_lost_response_to_the_start_of_everything_is_not_an_error() {
        video.calls().getOrCreate(CallRequest.of(SHOW));
        joinAsHost();
        emulator.faults().inject("GoLive", StreamFault.dropAfterProcessing());

        backstage.goLive(
                SHOW,
                GoLiveOptions.builder()
                        .hls()
                        .record(RecordingKind.COMPOSITE)
                        .record(RecordingKind.INDIVIDUAL)
                        .record(RecordingKind.RAW)
                        .transcription()
                        .captions()
                        .build());

        assertThat(requests(emulator, "GoLive")).hasSize(2);
        assertThat(video.calls().get(SHOW).recording()).isTrue();
    }

    @Test
    void a_ring_names_members_and_the_kind_and_is_never_repeated() {
        video.calls()
                .getOrCreate(
                        CallRequest.builder(SHOW).member(Member.of("carol")).build());
        ringing.ring(SHOW, List.of("carol", "carol"), RingKind.AUDIO);
        emulator.faults().inject("RingCall", StreamFault.dropAfterProcessing());
        assertThatThrownBy(() -> ringing.ring(SHOW, List.of(), RingKind.VIDEO)).isInstanceOf(VideoException.class);

        assertThat(bodies(emulator, "RingCall"))
                .containsExactly(json("{'members_ids':['carol'],'video':false}"), json("{'video':true}"));

        ringing.notify(SHOW);
        assertThat(requests(emulator, "GetCall").get(0).query()).containsEntry("notify", "true");
        ringing.cancel(SHOW);
        assertThat(requests(emulator, "EndCall")).hasSize(1);
    }

    @Test
    void the_last_response_of_a_user_counts() {
        emulator.faults()
                .inject(
                        "GetCall",
                        StreamFault.body(
                                200,
                                "application/json",
                                json("{'call':{'cid':'livestream:show','type':'livestream','id':'show','session':{'missed_by':{'bob':1000000000,'carol':2000000000,'dave':3000000000},"
                                                + "'rejected_by':{'carol':4000000000,'dave':5000000000,'x':'unreadable'},"
                                                + "'accepted_by':{'dave':6000000000}}}}")
                                        .write()));

        assertThat(ringing.responses(SHOW))
                .containsExactlyInAnyOrder(
                        new RingResponse("bob", RingResponse.Type.MISSED, Instant.ofEpochSecond(1)),
                        new RingResponse("carol", RingResponse.Type.REJECTED, Instant.ofEpochSecond(4)),
                        new RingResponse("dave", RingResponse.Type.ACCEPTED, Instant.ofEpochSecond(6)));
    }

    @Test
    void hostile_ids_are_refused_before_any_request() {
        for (String id : List.of("..", "a/go_live", "a?b", "x".repeat(65))) {
            CallId hostile = CallId.unchecked("default", id);
            for (Runnable operation : List.<Runnable>of(
                    () -> backstage.goLive(hostile),
                    () -> backstage.stopLive(hostile),
                    () -> ringing.ring(hostile, List.of(), RingKind.AUDIO),
                    () -> ringing.responses(hostile),
                    () -> ringing.notify(hostile),
                    () -> ringing.cancel(hostile))) {
                assertThatThrownBy(operation::run).isInstanceOf(InvalidRequestException.class);
            }
        }
        assertThatThrownBy(() -> ringing.ring(SHOW, List.of("a/b"), RingKind.AUDIO))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("userIds");
        assertThat(emulator.requests()).isEmpty();
    }
}

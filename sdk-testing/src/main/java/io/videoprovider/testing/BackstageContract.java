package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.backstage.Backstage;
import io.videoprovider.backstage.GoLiveOptions;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.VideoException;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.token.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

abstract class BackstageContract extends ServiceContract {

    BackstageContract(VideoProviderContract fixture) {
        super(fixture);
    }

    private CallRequest startingIn(Duration wait, Duration joinAhead) {
        return CallRequest.builder(CallId.random("contract"))
                .startsAt(Instant.now().plus(wait).truncatedTo(ChronoUnit.SECONDS))
                .joinAhead(joinAhead)
                .build();
    }

    private CallId newCall(CallRequest request) {
        assumeSupported(
                Capability.CALL_JOIN_AHEAD,
                () -> provider().calls().getOrCreate(request),
                () -> notFound(() -> provider().calls().get(request.id())));
        return provider().calls().getOrCreate(request).id();
    }

    @Test
    void a_viewer_joins_only_while_the_call_is_live() {
        Backstage backstage = assumeFeature(Backstage.class);
        CallId id = newCall(startingIn(Duration.ofDays(7), Duration.ofMinutes(10)));
        assertThatThrownBy(() -> join(token(id, "vera", Role.VIEWER))).isInstanceOf(IllegalStateException.class);

        Call live = backstage.goLive(id);
        assertThat(live.id()).isEqualTo(id);
        try (SimulatedParticipant vera = join(token(id, "vera", Role.VIEWER))) {
            assertThat(backstage.stopLive(id).id()).isEqualTo(id);
            assertThat(vera.connected()).isTrue();
            assertThatThrownBy(() -> join(token(id, "victor", Role.VIEWER))).isInstanceOf(IllegalStateException.class);
        }
        backstage.goLive(id);
        backstage.goLive(id);
        backstage.stopLive(id);
        backstage.stopLive(id);
    }

    @Test
    void a_host_joins_in_backstage() {
        CallId id = newCall(startingIn(Duration.ofDays(7), Duration.ofMinutes(10)));

        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            assertThat(alice.connected()).isTrue();
        }
    }

    @Test
    void a_viewer_joins_within_the_time_before_the_start() {
        CallId id = newCall(startingIn(Duration.ofMinutes(5), Duration.ofMinutes(10)));

        try (SimulatedParticipant vera = join(token(id, "vera", Role.VIEWER))) {
            assertThat(vera.connected()).isTrue();
        }
    }

    @Test
    void an_existing_call_reports_another_time_before_the_start() {
        CallRequest request = startingIn(Duration.ofDays(7), Duration.ofMinutes(10));
        newCall(request);
        CallRequest other = CallRequest.builder(request.id())
                .startsAt(request.startsAt())
                .joinAhead(Duration.ofMinutes(20))
                .build();

        assertThat(provider().calls().getOrCreate(request).ignoredOptions()).isEmpty();
        assertThat(provider().calls().getOrCreate(other).ignoredOptions()).containsExactly("joinAhead");
    }

    @Test
    void a_recording_starts_with_the_call_and_stops_with_it() {
        Backstage backstage = assumeFeature(Backstage.class);
        CallId id = newCall(startingIn(Duration.ofDays(7), Duration.ofMinutes(10)));
        GoLiveOptions recorded =
                GoLiveOptions.builder().record(RecordingKind.COMPOSITE).build();
        assertThatThrownBy(() -> backstage.goLive(id, recorded))
                .as("without a participant")
                .isInstanceOf(VideoException.class);
        try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
            assertThat(alice.connected()).isTrue();

            backstage.goLive(id, recorded);
            eventually("the call is recorded", () -> provider().calls().get(id).recording());
            backstage.stopLive(id);
            eventually(
                    "the recording has stopped",
                    () -> !provider().calls().get(id).recording());
        }
    }

    @Test
    void an_unknown_call_is_not_found() {
        Backstage backstage = assumeFeature(Backstage.class);

        notFound(() -> backstage.goLive(CallId.random("unknown")));
        notFound(() -> backstage.stopLive(CallId.random("unknown")));
    }

    @Test
    void invalid_options_are_rejected() {
        invalid("joinAhead", () -> startingIn(Duration.ofDays(7), Duration.ZERO));
        invalid(
                "joinAhead",
                () -> CallRequest.builder(CallId.random("contract"))
                        .joinAhead(Duration.ofMinutes(10))
                        .build());
        invalid(
                "recordings",
                () -> GoLiveOptions.builder().record(RecordingKind.TRACK).build());
        invalid(
                "recordingStorage",
                () -> GoLiveOptions.builder().recordingStorage("bucket").build());
        invalid(
                "recordingStorage",
                () -> GoLiveOptions.builder()
                        .record(RecordingKind.RAW)
                        .recordingStorage("../x")
                        .build());
        invalid(
                "transcriptionStorage",
                () -> GoLiveOptions.builder().transcriptionStorage("bucket").build());
    }
}

package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Limits;
import io.videoprovider.feature.Semantics;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import io.videoprovider.token.JoinWindow;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestChecksTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final CallId CALL = CallId.of("call");
    private static final EnumSet<Capability> ALL = EnumSet.allOf(Capability.class);

    private static RequestChecks with(Set<Capability> supported) {
        Capabilities capabilities = new Capabilities(
                new ProviderId("test"),
                supported,
                Set.of(),
                new Limits(8, 9, 10, 100, 12, 13, 14),
                Semantics.builder().build());
        return new RequestChecks(capabilities, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static TokenRequest.Builder token() {
        return TokenRequest.builder("alice", CALL);
    }

    private static CallRequest.Builder call() {
        return CallRequest.builder(CALL);
    }

    private static Arguments needs(Capability capability, Consumer<RequestChecks> request) {
        return Arguments.of(capability, request);
    }

    private static Arguments records(Capability capability, RecordingRequest.Builder request) {
        return needs(capability, checks -> checks.check(request.build()));
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                needs(
                        Capability.CALL_CREATOR,
                        checks -> checks.check(call().createdBy("alice").build())),
                needs(
                        Capability.CALL_MEMBERS,
                        checks -> checks.check(call().member(Member.of("bob")).build())),
                needs(
                        Capability.CALL_MAX_PARTICIPANTS,
                        checks -> checks.check(call().maxParticipants(2).build())),
                needs(
                        Capability.TOKEN_WITHOUT_CALL,
                        checks -> checks.check(
                                TokenRequest.builder("alice").withoutCall().build())),
                needs(
                        Capability.TOKEN_METADATA,
                        checks -> checks.check(token().metadata("m").build())),
                needs(
                        Capability.TOKEN_ATTRIBUTES,
                        checks -> checks.check(token().attribute("a", "b").build())),
                needs(
                        Capability.TOKEN_JOIN_WINDOW,
                        checks -> checks.check(token().window(new JoinWindow(NOW, NOW.plusSeconds(60)))
                                .build())),
                needs(
                        Capability.TOKEN_PERMISSIONS,
                        checks -> checks.check(token().role(Role.VIEWER)
                                .allow(Permission.PUBLISH_AUDIO)
                                .build())),
                needs(
                        Capability.PARTICIPANT_RENAME,
                        checks -> checks.check(
                                ParticipantUpdate.builder().displayName("A").build())),
                needs(
                        Capability.PARTICIPANT_METADATA,
                        checks -> checks.check(
                                ParticipantUpdate.builder().metadata("m").build())),
                needs(
                        Capability.PARTICIPANT_ATTRIBUTES,
                        checks -> checks.check(
                                ParticipantUpdate.builder().attribute("a", "b").build())),
                needs(
                        Capability.PARTICIPANT_ALL_PERMISSIONS,
                        checks -> checks.check(ParticipantUpdate.builder()
                                .deny(Permission.SUBSCRIBE)
                                .build())),
                records(Capability.RECORD_COMPOSITE, RecordingRequest.composite()),
                records(Capability.RECORD_PARTICIPANT, RecordingRequest.participant("alice")),
                records(Capability.RECORD_TRACK, RecordingRequest.track("t")),
                records(Capability.RECORD_INDIVIDUAL, RecordingRequest.individual()),
                records(Capability.RECORD_RAW, RecordingRequest.raw()),
                records(
                        Capability.RECORD_AUDIO_ONLY,
                        RecordingRequest.composite().audioOnly()),
                records(
                        Capability.RECORDING_LAYOUT,
                        RecordingRequest.composite().layout(Layout.GRID)),
                records(
                        Capability.LAYOUT_TEMPLATE,
                        RecordingRequest.composite().layout(Layout.custom(URI.create("https://layouts.example/")))),
                records(
                        Capability.LAYOUT_OPTIONS,
                        RecordingRequest.composite()
                                .layout(Layout.GRID.withOptions(
                                        Json.builder().put("grid.rows", 2).build()))),
                needs(
                        Capability.LAYOUT_TEMPLATE,
                        checks -> checks.checkLayout(Layout.custom(URI.create("https://layouts.example/")))),
                records(
                        Capability.RECORDING_QUALITY,
                        RecordingRequest.composite().quality(Quality.HD_720P)),
                records(Capability.RECORDING_PATH, RecordingRequest.composite().path("p")),
                records(Capability.STORAGE_NAMED, RecordingRequest.composite().storage(Storage.named("n"))),
                records(Capability.STORAGE_GCS, RecordingRequest.composite().storage(Storage.gcs("b", "{}"))),
                records(Capability.STORAGE_AZURE, RecordingRequest.composite().storage(Storage.azure("a", "k", "c"))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void an_option_is_refused_without_its_capability_only(Capability capability, Consumer<RequestChecks> request) {
        EnumSet<Capability> others = EnumSet.complementOf(EnumSet.of(capability));

        assertThatCode(() -> request.accept(with(ALL))).doesNotThrowAnyException();
        assertThatThrownBy(() -> request.accept(with(others)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(capability.name());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void roles_need_no_capability(Role role) {
        assertThatCode(() -> with(Set.of()).check(token().role(role).build())).doesNotThrowAnyException();
    }

    @Test
    void changing_publishing_permissions_needs_no_capability() {
        ParticipantUpdate update = ParticipantUpdate.builder()
                .allow(Permission.PUBLISH_AUDIO)
                .deny(Permission.PUBLISH_VIDEO)
                .build();

        assertThatCode(() -> with(Set.of()).check(update)).doesNotThrowAnyException();
    }

    @Test
    void a_value_over_its_limit_is_rejected_with_the_limit() {
        RequestChecks checks = with(ALL);

        overLimit("call id", 8, () -> checks.check(CallId.of("x".repeat(9))));
        overLimit(
                "userId",
                9,
                () -> checks.check(TokenRequest.builder("x".repeat(10), CALL).build()));
        overLimit(
                "displayName",
                10,
                () -> checks.check(token().displayName("é".repeat(6)).build()));
        overLimit(
                "custom",
                100,
                () -> checks.check(call().custom("a", "x".repeat(100)).build()));
        overLimit(
                "title",
                100,
                () -> checks.check(CallUpdate.builder().title("x".repeat(100)).build()));
        overLimit(
                "metadata",
                12,
                () -> checks.check(token().metadata("x".repeat(13)).build()));
        overLimit(
                "attributes",
                13,
                () -> checks.check(token().attribute("a", "x".repeat(13)).build()));
    }

    private static void overLimit(String field, int limit, Runnable check) {
        assertThatThrownBy(check::run)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(String.valueOf(limit));
    }

    @Test
    void a_start_must_be_within_a_year() {
        RequestChecks checks = with(ALL);
        Instant latest = NOW.plus(Duration.ofDays(366));

        checks.check(call().startsAt(latest).build());
        assertThatThrownBy(() ->
                        checks.check(call().startsAt(latest.plusSeconds(1)).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("startsAt must be within 366 days");
    }
}

package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.TrackUnpublished;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.token.Role;
import io.videoprovider.webhook.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

abstract class WebhooksContract extends ServiceContract {

    WebhooksContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Nested
    @DisplayName("events")
    class Events {

        @Test
        void a_call_emits_started_joined_left_and_ended() {
            CallId id = newCall().id();
            SimulatedParticipant alice = join(token(id, "alice", Role.HOST));
            alice.publish("camera");
            alice.leave();

            CallStarted started = awaitEvent(id, CallStarted.class);
            ParticipantJoined joined = awaitEvent(id, ParticipantJoined.class);
            ParticipantLeft left = awaitEvent(id, ParticipantLeft.class);
            provider().calls().end(id);
            CallEnded ended = awaitEvent(id, CallEnded.class);

            assertThat(joined.participant().userId()).isEqualTo("alice");
            assertThat(joined.participant().connectionId()).isNotEmpty();
            assertThat(left.participant().userId()).isEqualTo("alice");
            assertThat(left.participant().connectionId())
                    .isEqualTo(joined.participant().connectionId());
            verifyCommonFields(id, List.of(started, joined, left, ended));
            assertThat(events(id)).extracting(VideoEvent::deliveryId).doesNotHaveDuplicates();
        }

        @Test
        void a_track_emits_published_and_unpublished() {
            assumeSemantics("tracksAreVisible", semantics().tracksAreVisible());
            CallId id = newCall().id();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                String camera = alice.publish("camera");
                alice.unpublish(camera);

                CallStarted started = awaitEvent(id, CallStarted.class);
                ParticipantJoined joined = awaitEvent(id, ParticipantJoined.class);
                TrackPublished published = awaitEvent(id, TrackPublished.class);
                TrackUnpublished unpublished = awaitEvent(id, TrackUnpublished.class);

                assertThat(published.userId()).isEqualTo("alice");
                assertThat(published.connectionId())
                        .isEqualTo(joined.participant().connectionId());
                assertThat(published.track().id()).isEqualTo(camera);
                assertThat(published.track().kind()).isEqualTo(TrackKind.CAMERA);
                assertThat(unpublished.track().id()).isEqualTo(camera);
                verifyCommonFields(id, List.of(started, joined, published, unpublished));
            }
        }

        /** The first event is {@code CallStarted}, whose session all others belong to. */
        private void verifyCommonFields(CallId id, List<VideoEvent> events) {
            for (VideoEvent event : events) {
                assertThat(event.call()).isEqualTo(id);
                assertThat(event.provider()).isEqualTo(provider().id());
                assertThat(event.sessionId()).isEqualTo(events.get(0).sessionId());
                assertThat(event.deliveryId()).isNotEmpty();
                assertThat(event.type()).isNotEmpty();
                assertThat(event.occurredAt())
                        .isBetween(
                                Instant.now().minusSeconds(300), Instant.now().plusSeconds(60));
            }
        }

        @Test
        void removing_a_participant_emits_ParticipantLeft() {
            CallId id = newCall().id();
            join(token(id, "bob", Role.SPEAKER));

            provider().participants().remove(id, "bob");

            assertThat(awaitEvent(id, ParticipantLeft.class).participant().userId())
                    .isEqualTo("bob");
        }

        @Test
        void a_recording_emits_started_and_ready() {
            CallId id = newCall().id();
            Recording started = record(id);

            Recording begun = awaitEvent(id, RecordingStarted.class).recording();
            Recording ended = awaitEvent(id, RecordingReady.class).recording();
            assertThat(begun.kind()).isEqualTo(started.kind());
            assertThat(ended.call()).isEqualTo(id);
            assertThat(ended.status()).isEqualTo(RecordingStatus.READY);
            assertThat(ended.files()).isNotEmpty();
        }

        @Test
        void recording_events_carry_the_id_that_start_returned() {
            assumeSemantics("recordingEventsNameTheRecording", semantics().recordingEventsNameTheRecording());
            CallId id = newCall().id();
            Recording started = record(id);

            assertThat(awaitEvent(id, RecordingStarted.class).recording().id()).isEqualTo(started.id());
            assertThat(awaitEvent(id, RecordingReady.class).recording().id()).isEqualTo(started.id());
        }

        private Recording record(CallId id) {
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                alice.publish("camera");
                Recording started = provider()
                        .recordings()
                        .start(id, RecordingRequest.composite().build());
                awaitStatus(started.id(), RecordingStatus.RECORDING);
                provider().recordings().stop(started.id());
                awaitStatus(started.id(), RecordingStatus.READY);
                return started;
            }
        }
    }

    @Nested
    @DisplayName("verification")
    class Verification {

        @Test
        void provider_of_the_webhooks_is_this_provider() {
            assertThat(provider().webhooks().provider()).isEqualTo(provider().id());
        }

        @Test
        void changed_unsigned_and_oversized_webhooks_are_rejected() {
            CallId id = newCall().id();
            join(token(id, "alice", Role.HOST)).leave();
            awaitEvent(id, ParticipantJoined.class);
            WebhookRequest genuine = webhooks(id).get(0);
            byte[] changed = genuine.body().clone();
            changed[changed.length / 2] ^= 1;

            rejected(
                    WebhookRejectedException.Reason.BAD_SIGNATURE,
                    WebhookRequest.of(
                            name -> genuine.header(name).stream().findFirst().orElse(null), changed));
            rejected(
                    WebhookRejectedException.Reason.MISSING_SIGNATURE,
                    WebhookRequest.of(Map.<String, List<String>>of(), genuine.body()));
            rejected(
                    WebhookRejectedException.Reason.TOO_LARGE,
                    WebhookRequest.of(Map.<String, List<String>>of(), new byte[(1 << 20) + 1]));
            assertThat(genuine.toString()).doesNotContain(new String(genuine.body(), StandardCharsets.UTF_8));
        }

        @Test
        void a_webhook_whose_body_was_read_before_is_rejected_so_that_it_is_delivered_again() {
            CallId id = newCall().id();
            join(token(id, "alice", Role.HOST)).leave();
            awaitEvent(id, ParticipantJoined.class);
            WebhookRequest genuine = webhooks(id).get(0);
            byte[] body = genuine.body();
            String length = String.valueOf(body.length);

            assertThat(provider().webhooks().parse(with(genuine, "Content-Length", length, body)))
                    .isNotNull();
            for (WebhookRequest request : List.of(
                    with(genuine, "Content-Length", length, new byte[0]),
                    with(genuine, "Content-Length", length, Arrays.copyOf(body, body.length - 1)),
                    with(genuine, "Transfer-Encoding", "chunked", new byte[0]))) {
                WebhookRejectedException rejection = catchThrowableOfType(
                        WebhookRejectedException.class,
                        () -> provider().webhooks().parse(request));
                assertThat(rejection.reason()).isEqualTo(WebhookRejectedException.Reason.INCOMPLETE_BODY);
                assertThat(rejection.httpStatus()).isEqualTo(503);
            }
            rejected(
                    WebhookRejectedException.Reason.MISSING_SIGNATURE,
                    WebhookRequest.of(Map.of("Content-Length", List.of("0")), new byte[0]));
        }

        @Test
        void headers_are_checked_without_the_body() {
            CallId id = newCall().id();
            join(token(id, "alice", Role.HOST)).leave();
            awaitEvent(id, ParticipantJoined.class);
            WebhookRequest genuine = webhooks(id).get(0);

            provider().webhooks().checkHeaders(with(genuine, "Content-Length", "312", new byte[0]));

            assertThat(catchThrowableOfType(
                                    WebhookRejectedException.class,
                                    () -> provider()
                                            .webhooks()
                                            .checkHeaders(
                                                    WebhookRequest.of(Map.<String, List<String>>of(), genuine.body())))
                            .reason())
                    .isEqualTo(WebhookRejectedException.Reason.MISSING_SIGNATURE);
            assertThat(catchThrowableOfType(
                                    WebhookRejectedException.class,
                                    () -> provider()
                                            .webhooks()
                                            .checkHeaders(WebhookRequest.of(name -> "forged", genuine.body())))
                            .reason())
                    .isEqualTo(WebhookRejectedException.Reason.BAD_SIGNATURE);
        }

        private static WebhookRequest with(WebhookRequest genuine, String header, String value, byte[] body) {
            return WebhookRequest.of(
                    name -> name.equalsIgnoreCase(header)
                            ? value
                            : genuine.header(name).stream().findFirst().orElse(null),
                    body);
        }

        private void rejected(WebhookRejectedException.Reason reason, WebhookRequest request) {
            WebhookRejectedException rejection = catchThrowableOfType(
                    WebhookRejectedException.class, () -> provider().webhooks().parse(request));
            assertThat(rejection.reason()).isEqualTo(reason);
            assertThat(rejection.httpStatus()).isBetween(400, 499);
        }
    }
}

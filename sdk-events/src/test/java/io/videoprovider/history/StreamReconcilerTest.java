package io.videoprovider.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.TranscriptionReady;
import io.videoprovider.event.TranscriptionStarted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.recording.Recording;
import io.videoprovider.ringing.RingKind;
import io.videoprovider.ringing.Ringing;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionRequest;
import io.videoprovider.transcription.TranscriptionStatus;
import io.videoprovider.transcription.Transcriptions;
import io.videoprovider.webhook.WebhookRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StreamReconcilerTest extends ReconcilerContract {

    private static final String SECRET = "a-secret-of-at-least-32-characters";

    @SuppressWarnings("NullAway.Init")
    private StreamEmulator emulator;

    @Override
    VideoProvider start(WebhookReceiver receiver) {
        emulator = StreamEmulator.builder()
                .apiKey("key", SECRET)
                .delays(Delays.SHORT)
                .webhook(receiver.url())
                .sessionParticipants(100)
                .start();
        return StreamVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey("key")
                .apiSecret(SECRET)
                .resilience(NO_RETRIES)
                .http(this::delayResponses)
                .build();
    }

    @Override
    void stop() {
        emulator.close();
    }

    @Override
    SimulatedParticipant join(String token) {
        return emulator.join(token);
    }

    @Override
    void fail() {
        emulator.faults().inject("*", Integer.MAX_VALUE, StreamFault.api(503, -1, "down"));
    }

    @Override
    void recover() {
        emulator.faults().clear();
    }

    @Override
    void forgetAll() {
        emulator.reset();
    }

    @Override
    void failRecording(Recording recording) {
        emulator.failRecording("default:" + call.id(), "composite");
    }

    @Test
    void the_time_at_which_a_call_was_ended_is_that_of_the_vendor() {
        create();
        join(call, "alice");
        reconcile();

        video.calls().end(call);
        reconcile();

        assertThat(session().endedAt())
                .isEqualTo(Transitions.micros(video.calls().get(call).endedAt()));
    }

    @Test
    void a_list_of_participants_that_is_cut_off_removes_no_one() {
        create();
        for (int i = 1; i <= 101; i++) {
            join(call, "user-" + i);
            // The emulator drops webhooks of a call of which 200 wait.
            if (i % 25 == 0 || i == 101) {
                awaitJoins(i);
            }
        }
        deliver(event -> true);
        assertThat(video.participants().list(call).truncated()).isTrue();

        reconcile();

        assertThat(connected()).hasSize(101);
    }

    private void awaitJoins(int users) {
        // A slow receiver gets a webhook twice.
        await(() -> sent().stream()
                        .filter(ParticipantJoined.class::isInstance)
                        .map(event -> ((ParticipantJoined) event).participant().userId())
                        .distinct()
                        .count()
                == users);
    }

    /** Creates a call of a user and rings the others by a request of the user's client. */
    private void ring(String caller, String... callees) throws IOException {
        CallRequest.Builder request = CallRequest.builder(call).createdBy(caller);
        for (String callee : callees) {
            request.member(Member.of(callee));
        }
        video.calls().getOrCreate(request.build());
        client(caller, "", "{\"ring\":true}");
        awaitSent(RingStarted.class::isInstance);
    }

    /** A request of Stream's client SDK, with the token of the user. */
    private void client(String user, String operation, String body) throws IOException {
        String token =
                video.tokens().mint(TokenRequest.builder(user, call).build()).token();
        URI url = URI.create(emulator.url() + "/api/v2/video/call/default/" + call.id() + operation + "?api_key=key");
        HttpURLConnection request = (HttpURLConnection) url.toURL().openConnection();
        request.setRequestMethod("POST");
        request.setRequestProperty("Authorization", token);
        request.setRequestProperty("stream-auth-type", "jwt");
        request.setRequestProperty("Content-Type", "application/json");
        request.setDoOutput(true);
        request.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        assertThat(request.getResponseCode()).isBetween(200, 201);
    }

    @Test
    void a_ring_whose_acceptance_was_not_reported_ends_with_the_join() throws IOException {
        ring("alice", "bob");
        client("bob", "/accept", "{}");
        SimulatedParticipant alice = join(call, "alice");
        SimulatedParticipant bob = join(call, "bob");
        deliver(RingStarted.class::isInstance);
        assertThat(entry().state()).isEqualTo(CallState.RINGING);

        reconcile();
        assertThat(entry().state()).isEqualTo(CallState.ACTIVE);
        alice.leave();
        bob.leave();
        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.ENDED);
        assertThat(entry().rings()).containsOnly(Map.entry("bob", RingState.ACCEPTED));
        assertThat(history.counts().ringingCalls()).isZero();
    }

    @Test
    void a_ring_whose_end_was_not_reported_is_missed_after_the_longest_ring() throws IOException {
        ring("alice", "bob", "carol");
        client("carol", "/reject", "{}");
        awaitSent(RingRejected.class::isInstance);
        deliver(event -> true);
        reconcile();
        assertThat(entry().state()).isEqualTo(CallState.RINGING);
        assertThat(history.counts().ringingCalls()).isEqualTo(1);

        fail();
        clock.advance(Transitions.LONGEST_RING);
        reconcile();
        assertThat(entry().state()).as("during an outage").isEqualTo(CallState.RINGING);
        recover();
        reconcile();
        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.MISSED);
        assertThat(entry().rings())
                .containsOnly(Map.entry("bob", RingState.MISSED), Map.entry("carol", RingState.DECLINED));
        assertThat(synthetic())
                .filteredOn(RingMissed.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(RingMissed.class, missed -> {
                    assertThat(missed.callerId()).isEqualTo("alice");
                    assertThat(missed.userIds()).containsExactly("bob");
                });
    }

    @Test
    void responses_to_a_ring_that_were_not_reported_are_found() throws IOException {
        ring("alice", "bob", "carol", "dave");
        client("bob", "/accept", "{}");
        client("carol", "/reject", "{\"reason\":\"decline\"}");
        deliver(RingStarted.class::isInstance);

        reconcile();
        reconcile();

        assertThat(entry().rings())
                .containsOnly(
                        Map.entry("bob", RingState.ACCEPTED),
                        Map.entry("carol", RingState.DECLINED),
                        Map.entry("dave", RingState.RINGING));
        assertThat(synthetic())
                .satisfiesExactlyInAnyOrder(
                        event -> assertThat(event).isInstanceOf(RingAccepted.class),
                        event -> assertThat(event).isInstanceOf(RingRejected.class));
    }

    @Test
    void a_cancelled_ring_whose_cancellation_was_not_reported_ends() throws IOException {
        ring("alice", "bob", "carol");
        client("alice", "/reject", "{\"reason\":\"cancel\"}");
        deliver(RingStarted.class::isInstance);
        clock.advance(Transitions.LONGEST_RING);

        reconcile();

        assertThat(entry().state()).isEqualTo(CallState.CANCELLED);
        assertThat(synthetic()).singleElement().isInstanceOf(RingRejected.class);
    }

    @Test
    void responses_to_an_earlier_ring_of_the_call_do_not_count() throws IOException {
        ring("alice", "bob");
        client("bob", "/reject", "{}");
        awaitSent(RingRejected.class::isInstance);
        Set<String> before = sent().stream().map(VideoEvent::deduplicationKey).collect(Collectors.toSet());
        Predicate<VideoEvent> again =
                event -> event instanceof RingStarted && !before.contains(event.deduplicationKey());
        video.require(Ringing.class).ring(call, List.of("bob"), RingKind.VIDEO);
        awaitSent(again);
        deliver(again);

        reconcile();

        assertThat(entry().rings()).containsOnly(Map.entry("bob", RingState.RINGING));
    }

    @Test
    void every_order_repetition_and_loss_of_the_webhooks_of_an_answered_ring_ends_in_the_same_state()
            throws IOException {
        ring("alice", "bob", "carol", "dave");
        client("carol", "/reject", "{\"reason\":\"busy\"}");
        client("bob", "/accept", "{}");
        SimulatedParticipant alice = join(call, "alice");
        SimulatedParticipant bob = join(call, "bob");
        bob.leave();
        alice.leave();
        awaitSent(CallEnded.class::isInstance);

        List<WebhookRequest> story = receiver.received();
        List<Object> expected = afterReconciliation(story);

        assertThat(expected.toString()).contains("ENDED {bob=ACCEPTED, carol=BUSY, dave=MISSED}");
        assertSameWhenDisturbed(story, expected);
    }

    @Test
    void every_order_repetition_and_loss_of_the_webhooks_of_a_cancelled_ring_ends_in_the_same_state()
            throws IOException {
        ring("alice", "bob", "carol");
        client("bob", "/reject", "{}");
        client("alice", "/reject", "{\"reason\":\"cancel\"}");
        awaitSent(event ->
                event instanceof RingRejected rejected && rejected.userId().equals("alice"));
        awaitSent(event ->
                event instanceof RingRejected rejected && rejected.userId().equals("bob"));

        List<WebhookRequest> story = receiver.received();
        List<Object> expected = afterReconciliation(story);

        assertThat(expected.toString()).contains("CANCELLED {bob=DECLINED, carol=CANCELLED}");
        assertSameWhenDisturbed(story, expected);
    }

    @Test
    void a_transcription_whose_end_was_not_reported_does_not_stay_active() {
        Transcriptions transcriptions = video.require(Transcriptions.class);
        create();
        join(call, "alice");
        Transcription started = transcribe(transcriptions);
        reconcile();
        assertThat(transcription().status()).isEqualTo(TranscriptionStatus.TRANSCRIBING);
        assertThat(synthetic()).hasAtLeastOneElementOfType(TranscriptionStarted.class);

        Transcription stopped = transcriptions.stop(started.id());
        await(() -> transcriptions.get(stopped.id()).status() == TranscriptionStatus.READY);
        reconcile();

        assertThat(transcription().status()).isEqualTo(TranscriptionStatus.READY);
        assertThat(transcription().files()).isNotEmpty();
        assertThat(synthetic()).hasAtLeastOneElementOfType(TranscriptionReady.class);
        int events = synthetic().size();
        reconcile();
        assertThat(synthetic()).hasSize(events);
    }

    @Test
    void a_transcription_of_which_the_provider_knows_nothing_any_more_has_failed() {
        Transcriptions transcriptions = video.require(Transcriptions.class);
        create();
        join(call, "alice");
        Transcription unused = transcribe(transcriptions);
        reconcile();
        fail();
        reconcile();
        assertThat(transcription().status()).as("during an outage").isEqualTo(TranscriptionStatus.TRANSCRIBING);
        recover();

        forgetAll();
        reconcile();

        assertThat(transcription().status()).isEqualTo(TranscriptionStatus.FAILED);
        assertThat(transcription().failure()).isEqualTo("the provider no longer knows the transcription");
    }

    private Transcription transcribe(Transcriptions transcriptions) {
        Transcription started = transcriptions.start(
                call, TranscriptionRequest.builder().language("en").build());
        await(() -> transcriptions.get(started.id()).status() == TranscriptionStatus.TRANSCRIBING);
        return started;
    }

    private TranscriptionEntry transcription() {
        List<TranscriptionEntry> entries = history.transcriptions(
                        TranscriptionQuery.builder().call(call).build())
                .items();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }
}

package io.videoprovider.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.VideoException;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingStarted;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.CallState;
import io.videoprovider.history.RingState;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.testing.StreamEmulatorExtension;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.TokenRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamInvitationsTest extends InvitationsContract {

    @RegisterExtension
    static final StreamEmulatorExtension stream = new StreamEmulatorExtension();

    private static VideoProvider provider;

    @BeforeAll
    static void connect() {
        provider = StreamVideoProvider.builder()
                .url(stream.url())
                .apiKey(stream.apiKey())
                .apiSecret(stream.apiSecret())
                .build();
    }

    @AfterAll
    static void close() {
        provider.close();
    }

    @Override
    VideoProvider provider() {
        return provider;
    }

    @Override
    WebhookReceiver webhooks() {
        return stream.webhooks();
    }

    @Override
    SimulatedParticipant join(String token) {
        return stream.emulator().join(token);
    }

    /** At Stream, the creator of the call is its caller. */
    @Override
    CallRequest.Builder request(CallId call) {
        return CallRequest.builder(call).createdBy(alice);
    }

    /** A request of Stream's client SDK, with the token of the user. */
    private void client(String user, String operation, String body) throws IOException {
        String token =
                video.tokens().mint(TokenRequest.builder(user, id).build()).token();
        URI url = URI.create(
                stream.url() + "/api/v2/video/call/default/" + id.id() + operation + "?api_key=" + stream.apiKey());
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
    void responses_of_Streams_own_client_change_the_same_state_and_are_not_announced_twice() throws IOException {
        invite(bob, carol);
        awaitSteps("alice rings bob, carol");
        assertThat(events)
                .filteredOn(RingStarted.class::isInstance)
                .extracting(event -> event.origin())
                .containsExactly(EventOrigin.VENDOR);

        client(bob, "/accept", "{}");
        client(carol, "/reject", "{\"reason\":\"busy\"}");
        awaitSteps("alice rings bob, carol", "bob accepts", "carol rejects: busy");

        assertThat(call().rings()).containsEntry(bob, RingState.ACCEPTED).containsEntry(carol, RingState.BUSY);
        assertThat(invitations.accept(providerId(), id, bob).rings()).containsEntry(bob, RingState.ACCEPTED);
        clock.advance(Duration.ofMillis(1));
        invitations.runOnce();
        assertThat(call().ringDueAt()).isNull();
        awaitSteps("alice rings bob, carol", "bob accepts", "carol rejects: busy");
    }

    @Test
    void a_missed_call_that_Stream_reports_is_not_announced_again() {
        invite(bob);
        awaitSteps("alice rings bob");
        clock.advance(Duration.ofSeconds(31));
        invitations.runOnce();
        assertThat(call().rings()).containsEntry(bob, RingState.MISSED);

        history.projection()
                .apply(List.of(new RingMissed(
                        EventInfo.builder(providerId(), Json.EMPTY)
                                .call(id)
                                .occurredAt(clock.instant())
                                .build(),
                        alice,
                        List.of(bob))));
        clock.advance(Rings.REPORTED_WITHIN);

        assertThat(invitations.runOnce()).isOne();
        assertThat(call().ringDueAt()).isNull();
        assertThat(inbox.metrics().waiting()).isZero();
        awaitSteps("alice rings bob");
    }

    @Test
    void a_ring_of_Streams_own_client_whose_end_was_lost_is_missed_and_its_call_goes_on() throws IOException {
        video.require(Members.class).add(id, List.of(Member.of(bob), Member.of(carol)));
        client(alice, "", "{\"ring\":true}");
        awaitSteps("alice rings bob, carol");
        invitations.decline(providerId(), id, carol, null);
        assertThat(call().state()).isEqualTo(CallState.RINGING);

        clock.advance(InvitationRequest.MAX_TIMEOUT);
        assertThat(invitations.runOnce()).isOne();
        clock.advance(Rings.REPORTED_WITHIN);
        assertThat(invitations.runOnce()).isOne();

        awaitSteps("alice rings bob, carol", "carol rejects: decline", "bob missed alice");
        assertThat(call().state()).isEqualTo(CallState.MISSED);
        assertThat(call().ringDueAt()).isNull();
        assertThat(invitations.runOnce()).isZero();
        assertThat(video.calls().get(id).endedAt()).isNull();
    }

    @Test
    void callees_become_members() {
        invite(bob);

        assertThat(video.require(Members.class).list(id).stream())
                .extracting(member -> member.userId())
                .contains(alice, bob);
    }

    @Test
    void a_ring_that_Stream_rejects_fails_and_nothing_keeps_ringing() {
        stream.emulator().faults().inject("RingCall", StreamFault.api(403, 17, "not allowed"));

        assertThatThrownBy(() -> invite(bob)).isInstanceOf(VideoException.class);

        CallEntry failed = call();
        assertThat(failed.state()).isEqualTo(CallState.FAILED);
        assertThat(failed.failure()).contains("not allowed");
        assertThat(failed.ringDueAt()).isNull();
        assertThat(steps()).isEmpty();
        CallId other = CallId.random("other");
        create(other);
        assertThat(invite(other, bob).rings()).containsEntry(bob, RingState.RINGING);
    }

    @Test
    void a_ring_whose_response_was_lost_is_cancelled() {
        stream.emulator().faults().inject("RingCall", StreamFault.dropAfterProcessing());

        assertThatThrownBy(() -> invite(bob)).isInstanceOf(VideoException.class);

        assertThat(video.calls().get(id).endedAt()).isNotNull();
        assertThat(call().rings()).isEmpty();
    }
}

package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Feature;
import io.videoprovider.feature.Limits;
import io.videoprovider.feature.Semantics;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/** Base of the contracts of one service each: the fixture, the assumptions, and the vocabulary of the tests. */
abstract class ServiceContract {

    private final VideoProviderContract fixture;

    ServiceContract(VideoProviderContract fixture) {
        this.fixture = fixture;
    }

    // ---------------------------------------------------------------- the fixture

    final VideoProvider provider() {
        return fixture.provider();
    }

    final SimulatedParticipant join(JoinToken token) {
        return fixture.join(token);
    }

    final List<WebhookRequest> webhooks(CallId call) {
        return fixture.webhooks(call);
    }

    final String namedStorage() {
        return fixture.namedStorage();
    }

    // ---------------------------------------------------------------- assumptions

    final boolean has(Capability capability) {
        return provider().capabilities().has(capability);
    }

    final Semantics semantics() {
        return provider().capabilities().semantics();
    }

    final Limits limits() {
        return provider().capabilities().limits();
    }

    /**
     * Continues if the provider declares the capability. Otherwise verifies that the operation is rejected, and aborts the
     * test.
     */
    final void assumeSupported(Capability capability, Runnable operation) {
        assumeSupported(capability, operation, () -> {});
    }

    /** The same; also runs assertions on the state after the rejection. */
    final void assumeSupported(Capability capability, Runnable operation, Runnable afterRefusal) {
        if (!has(capability)) {
            refused(operation);
            afterRefusal.run();
            abort("capability", capability.name());
        }
    }

    /** Returns the optional feature. Otherwise verifies that it cannot be obtained, and aborts the test. */
    final <F extends Feature> F assumeFeature(Class<F> feature) {
        boolean declared = provider().capabilities().features().contains(feature);
        assertThat(provider().feature(feature).isPresent()).isEqualTo(declared);
        if (!declared) {
            refused(() -> provider().require(feature));
            abort("feature", feature.getSimpleName());
        }
        return provider().require(feature);
    }

    /** Aborts the test unless the provider declares the semantics. */
    final void assumeSemantics(String name, boolean declared) {
        if (!declared) {
            abort("semantics", name);
        }
    }

    /** {@code ci/check-reports.mjs} recognizes this text: an aborted contract test is not a skipped one. */
    private void abort(String kind, String name) {
        Assumptions.abort("Not supported by provider " + provider().id() + ": " + kind + " " + name);
    }

    // ---------------------------------------------------------------- actions

    final Call newCall() {
        return provider().calls().getOrCreate(CallRequest.of(CallId.random("contract")));
    }

    final JoinToken token(CallId call, String userId, Role role) {
        return provider()
                .tokens()
                .mint(TokenRequest.builder(userId, call).role(role).build());
    }

    final List<VideoEvent> events(CallId call) {
        return webhooks(call).stream()
                .map(request -> provider().webhooks().parse(request))
                .toList();
    }

    final <E extends VideoEvent> E awaitEvent(CallId call, Class<E> type) {
        List<E> found = eventually(
                type.getSimpleName() + " has arrived",
                () -> events(call).stream()
                        .filter(type::isInstance)
                        .map(type::cast)
                        .toList(),
                events -> !events.isEmpty());
        return found.get(0);
    }

    final Recording awaitStatus(RecordingId id, RecordingStatus status) {
        return eventually(
                "the recording is " + status,
                () -> provider().recordings().get(id),
                recording -> recording.status() == status);
    }

    final void eventually(String description, Supplier<Boolean> condition) {
        eventually(description, condition, holds -> holds);
    }

    final <T> T eventually(String description, Supplier<T> state, Predicate<T> condition) {
        long deadline = System.nanoTime() + fixture.patience().toNanos();
        T current = state.get();
        while (!condition.test(current)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "not within " + fixture.patience() + ": " + description + "; last state: " + current);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
            current = state.get();
        }
        return current;
    }

    // ---------------------------------------------------------------- assertions

    static void notFound(Runnable operation) {
        assertThatThrownBy(operation::run).isInstanceOf(NotFoundException.class);
    }

    static void refused(Runnable operation) {
        assertThatThrownBy(operation::run).isInstanceOf(UnsupportedFeatureException.class);
    }

    static void invalid(String field, Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(field);
    }

    static void overLimit(String field, int limit, Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(String.valueOf(limit));
    }

    static Instant joinedAt(Participant participant) {
        return participant.joinedAt() == null ? Instant.MAX : participant.joinedAt();
    }

    static Track track(Participant participant, TrackKind kind) {
        return participant.tracks().stream()
                .filter(track -> track.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(participant.userId() + " publishes no " + kind));
    }
}

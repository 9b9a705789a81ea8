package io.videoprovider.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A consultation from booking to invoice, tested over HTTP with participants who join with the issued tokens.
 *
 * @param app the application
 * @param joins connects a participant with a response of {@code POST /consultations/{id}/token}
 */
record ConsultationStory(RunningApplication app, Consumer<Json> joins) {

    private static final long TIMEOUT_NANOS = 30_000_000_000L;

    void run() throws IOException, InterruptedException {
        Json booked = ok(app.send(
                "POST",
                "/consultations",
                Json.builder().put("doctor", "alice").put("patient", "bob").build()));
        String consultation = "/consultations/" + booked.string("id");

        assertThat(token(consultation, "guessed").statusCode()).isEqualTo(403);
        assertThat(token("/consultations/another", booked.string("doctorCode")).statusCode())
                .isEqualTo(404);

        assertThat(app.send("POST", "/webhooks/video/livekit", forged(booked.string("id")))
                        .statusCode())
                .isEqualTo(401);

        joins.accept(ok(token(consultation, booked.string("doctorCode"))));
        await(consultation, state -> Set.copyOf(state.strings("present")).equals(Set.of("alice")));
        joins.accept(ok(token(consultation, booked.string("patientCode"))));
        Json both = await(
                consultation, state -> Set.copyOf(state.strings("present")).equals(Set.of("alice", "bob")));
        assertThat(both.bool("invoiced")).isFalse();

        assertThat(app.send("DELETE", consultation, Json.EMPTY).statusCode()).isEqualTo(200);
        await(
                consultation,
                state -> state.bool("invoiced") && state.strings("present").isEmpty());
    }

    private HttpResponse<String> token(String consultation, String code) throws IOException, InterruptedException {
        return app.send(
                "POST",
                consultation + "/token",
                Json.builder().put("code", code).build());
    }

    /** An unsigned webhook. */
    private static Json forged(String room) {
        return Json.builder()
                .put("event", "participant_joined")
                .put("id", "EV_forged")
                .put("room", Json.builder().put("name", room).build())
                .put("participant", Json.builder().put("identity", "mallory").build())
                .build();
    }

    /** Polls the state until the condition holds, because webhooks arrive asynchronously. */
    private Json await(String consultation, Predicate<Json> condition) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            Json state = ok(app.send("GET", consultation, Json.EMPTY));
            if (condition.test(state)) {
                return state;
            }
            if (System.nanoTime() - start > TIMEOUT_NANOS) {
                throw new AssertionError("unexpected state " + state.write());
            }
            Thread.sleep(20);
        }
    }

    private static Json ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }
}

package io.videoprovider.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallsRequestsTest {

    private static final CallId ID = CallId.of("standup");
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    @Test
    void a_call_needs_nothing_but_an_id() {
        assertThat(CallRequest.of(ID))
                .isEqualTo(new CallRequest(ID, null, null, Map.of(), 0, null, List.of(), Map.of()));
    }

    @Test
    void everything_said_about_a_call_is_kept_in_its_order() {
        CallRequest request = CallRequest.builder(ID)
                .title("Standup")
                .startsAt(NOON)
                .custom("b", "2")
                .custom("a", "1")
                .maxParticipants(9)
                .build();

        assertThat(request)
                .isEqualTo(
                        new CallRequest(ID, "Standup", NOON, Map.of("a", "1", "b", "2"), 9, null, List.of(), Map.of()));
        assertThat(request.custom().keySet()).containsExactly("b", "a");
    }

    @Test
    void a_change_says_what_changes_and_nothing_else() {
        assertThat(CallUpdate.builder().title("").build()).isEqualTo(new CallUpdate("", null, Map.of()));
        assertThat(CallUpdate.builder().startsAt(NOON).build()).isEqualTo(new CallUpdate(null, NOON, Map.of()));
        assertThat(CallUpdate.builder().custom("a", "").build()).isEqualTo(new CallUpdate(null, null, Map.of("a", "")));
    }

    @Test
    void requests_do_not_change_afterwards() {
        CallRequest.Builder creation = CallRequest.builder(ID).custom("a", "1");
        CallUpdate.Builder change = CallUpdate.builder().custom("a", "1");
        CallRequest created = creation.build();
        CallUpdate changed = change.build();
        creation.custom("b", "2");
        change.custom("b", "2");

        assertThat(created.custom()).containsOnlyKeys("a");
        assertThat(changed.custom()).containsOnlyKeys("a");
        assertThatThrownBy(() -> created.custom().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> changed.custom().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    static Stream<Arguments> requests_that_are_refused() {
        return Stream.of(
                refused("id", () -> CallRequest.of(Null.value())),
                refused(
                        "title",
                        () -> CallRequest.builder(ID).title("x".repeat(1025)).build()),
                refused(
                        "maxParticipants",
                        () -> CallRequest.builder(ID).maxParticipants(-1).build()),
                refused(
                        "maxParticipants",
                        () -> CallRequest.builder(ID).maxParticipants(1_000_001).build()),
                refused(
                        "name of a custom value",
                        () -> CallRequest.builder(ID).custom("", "x").build()),
                refused(
                        "custom a",
                        () -> CallRequest.builder(ID).custom("a", Null.value()).build()),
                refused("custom", () -> new CallRequest(ID, null, null, Null.value(), 0, null, List.of(), Map.of())),
                refused("update", () -> CallUpdate.builder().build()),
                refused(
                        "title",
                        () -> CallUpdate.builder().title("x".repeat(1025)).build()),
                refused(
                        "name of a custom value",
                        () -> CallUpdate.builder().custom(" ", "x").build()),
                refused(
                        "custom a",
                        () -> CallUpdate.builder().custom("a", Null.value()).build()));
    }

    private static Arguments refused(String field, ThrowingCallable making) {
        return Arguments.of(field, making);
    }

    @ParameterizedTest
    @MethodSource
    void requests_that_are_refused(String field, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOf(InvalidRequestException.class)
                .extracting(failure -> ((InvalidRequestException) failure).field())
                .isEqualTo(field);
    }
}

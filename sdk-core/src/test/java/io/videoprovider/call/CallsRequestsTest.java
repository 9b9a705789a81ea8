package io.videoprovider.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Nothing;
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
        assertThat(CreateCall.of(ID)).isEqualTo(new CreateCall(ID, null, null, Map.of(), 0, null, List.of(), Map.of()));
    }

    @Test
    void everything_said_about_a_call_is_kept_in_its_order() {
        CreateCall request = CreateCall.builder(ID)
                .title("Standup")
                .startsAt(NOON)
                .custom("b", "2")
                .custom("a", "1")
                .maxParticipants(9)
                .build();

        assertThat(request)
                .isEqualTo(
                        new CreateCall(ID, "Standup", NOON, Map.of("a", "1", "b", "2"), 9, null, List.of(), Map.of()));
        assertThat(request.custom().keySet()).containsExactly("b", "a");
    }

    @Test
    void a_change_says_what_changes_and_nothing_else() {
        assertThat(UpdateCall.builder().title("").build()).isEqualTo(new UpdateCall("", null, Map.of()));
        assertThat(UpdateCall.builder().startsAt(NOON).build()).isEqualTo(new UpdateCall(null, NOON, Map.of()));
        assertThat(UpdateCall.builder().custom("a", "").build()).isEqualTo(new UpdateCall(null, null, Map.of("a", "")));
    }

    @Test
    void requests_do_not_change_afterwards() {
        CreateCall.Builder creation = CreateCall.builder(ID).custom("a", "1");
        UpdateCall.Builder change = UpdateCall.builder().custom("a", "1");
        CreateCall created = creation.build();
        UpdateCall changed = change.build();
        creation.custom("b", "2");
        change.custom("b", "2");

        assertThat(created.custom()).containsOnlyKeys("a");
        assertThat(changed.custom()).containsOnlyKeys("a");
        assertThatThrownBy(() -> created.custom().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> changed.custom().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    static Stream<Arguments> requests_that_are_refused() {
        return Stream.of(
                refused("id", () -> CreateCall.of(Nothing.value())),
                refused(
                        "title",
                        () -> CreateCall.builder(ID).title("x".repeat(1025)).build()),
                refused(
                        "maxParticipants",
                        () -> CreateCall.builder(ID).maxParticipants(-1).build()),
                refused(
                        "maxParticipants",
                        () -> CreateCall.builder(ID).maxParticipants(1_000_001).build()),
                refused(
                        "name of a custom value",
                        () -> CreateCall.builder(ID).custom("", "x").build()),
                refused(
                        "custom a",
                        () -> CreateCall.builder(ID)
                                .custom("a", Nothing.value())
                                .build()),
                refused("custom", () -> new CreateCall(ID, null, null, Nothing.value(), 0, null, List.of(), Map.of())),
                refused("update", () -> UpdateCall.builder().build()),
                refused(
                        "title",
                        () -> UpdateCall.builder().title("x".repeat(1025)).build()),
                refused(
                        "name of a custom value",
                        () -> UpdateCall.builder().custom(" ", "x").build()),
                refused(
                        "custom a",
                        () -> UpdateCall.builder().custom("a", Nothing.value()).build()));
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

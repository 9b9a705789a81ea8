package io.videoprovider.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import java.time.Duration;
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
    void only_the_id_is_required() {
        CallRequest request = CallRequest.of(ID);

        assertThat(request.id()).isEqualTo(ID);
        assertThat(request.title()).isNull();
        assertThat(request.startsAt()).isNull();
        assertThat(request.custom()).isEmpty();
        assertThat(request.maxParticipants()).isNull();
        assertThat(request.createdBy()).isNull();
        assertThat(request.members()).isEmpty();
        assertThat(request.vendorOptions()).isEmpty();
    }

    @Test
    void a_request_keeps_all_values_in_their_order() {
        Json options = Json.builder().put("team", "red").build();
        CallRequest request = CallRequest.builder(ID)
                .title("Standup")
                .startsAt(NOON)
                .custom("b", "2")
                .custom("a", "1")
                .maxParticipants(9)
                .createdBy("alice")
                .member(Member.of("bob"))
                .vendorOptions(ProviderId.STREAM, options)
                .build();

        assertThat(request.title()).isEqualTo("Standup");
        assertThat(request.startsAt()).isEqualTo(NOON);
        assertThat(request.custom()).containsExactly(Map.entry("b", "2"), Map.entry("a", "1"));
        assertThat(request.maxParticipants()).isEqualTo(9);
        assertThat(request.createdBy()).isEqualTo("alice");
        assertThat(request.members()).containsExactly(Member.of("bob"));
        assertThat(request.vendorOptions()).containsExactly(Map.entry(ProviderId.STREAM, options));
    }

    @Test
    void a_query_without_filters_lists_all_calls_oldest_first() {
        CallQuery query = CallQuery.all();

        assertThat(query.createdBy()).isNull();
        assertThat(query.member()).isNull();
        assertThat(query.type()).isNull();
        assertThat(query.state()).isNull();
        assertThat(query.startsFrom()).isNull();
        assertThat(query.startsBefore()).isNull();
        assertThat(query.custom()).isEmpty();
        assertThat(query.order()).isEqualTo(CallQuery.Order.OLDEST_FIRST);
    }

    @Test
    void an_update_contains_only_the_set_values() {
        CallUpdate title = CallUpdate.builder().title("").build();
        assertThat(title.title()).isEmpty();
        assertThat(title.startsAt()).isNull();
        assertThat(title.custom()).isEmpty();
        CallUpdate start = CallUpdate.builder().startsAt(NOON).build();
        assertThat(start.title()).isNull();
        assertThat(start.startsAt()).isEqualTo(NOON);
        assertThat(CallUpdate.builder().custom("a", "").build().custom()).containsExactly(Map.entry("a", ""));
    }

    @Test
    void toString_shows_no_custom_data() {
        assertThat(List.of(
                        CallRequest.builder(ID)
                                .custom("a", "hush")
                                .vendorOptions(
                                        ProviderId.STREAM,
                                        Json.builder().put("k", "hush").build())
                                .build(),
                        CallUpdate.builder().custom("a", "hush").build(),
                        CallQuery.builder().custom("a", "hush").build()))
                .allSatisfy(request -> assertThat(request.toString()).doesNotContain("hush"));
    }

    @Test
    void requests_are_immutable() {
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

    /** A text that was cut in the middle of an emoji. */
    private static final String HALF = "Consultation \ud83d";

    static Stream<Arguments> invalid_values_are_refused() {
        return Stream.of(
                refused("id", () -> CallRequest.of(Null.value())),
                refused(
                        "title",
                        () -> CallRequest.builder(ID).title("x".repeat(1025)).build()),
                refused(
                        "maxParticipants",
                        () -> CallRequest.builder(ID).maxParticipants(0).build()),
                refused(
                        "maxParticipants",
                        () -> CallRequest.builder(ID).maxParticipants(1_000_001).build()),
                refused(
                        "name of a custom value",
                        () -> CallRequest.builder(ID).custom("", "x").build()),
                refused(
                        "custom a",
                        () -> CallRequest.builder(ID).custom("a", Null.value()).build()),
                refused(
                        "createdBy",
                        () -> CallRequest.builder(ID).createdBy("a/b").build()),
                refused("title", () -> CallRequest.builder(ID).title(HALF).build()),
                refused(
                        "custom a",
                        () -> CallRequest.builder(ID).custom("a", HALF).build()),
                refused(
                        "name of a custom value",
                        () -> CallRequest.builder(ID).custom(HALF, "x").build()),
                refused("title", () -> CallUpdate.builder().title(HALF).build()),
                refused("custom a", () -> CallUpdate.builder().custom("a", HALF).build()),
                refused("member", () -> Member.of(HALF)),
                refused(
                        "joinAhead",
                        () -> CallRequest.builder(ID)
                                .joinAhead(Duration.ofHours(1))
                                .build()),
                refused(
                        "joinAhead",
                        () -> CallRequest.builder(ID)
                                .startsAt(NOON)
                                .joinAhead(Duration.ofMillis(999))
                                .build()),
                refused("member", () -> CallQuery.builder().member(HALF).build()),
                refused("createdBy", () -> CallQuery.builder().createdBy("a/b").build()),
                refused("type", () -> CallQuery.builder().type("x".repeat(65)).build()),
                refused("custom a", () -> CallQuery.builder().custom("a", HALF).build()),
                refused(
                        "custom a",
                        () -> CallQuery.builder().custom("a", "x".repeat(1025)).build()),
                refused(
                        "startsFrom",
                        () -> CallQuery.builder().startsFrom(Instant.MAX).build()),
                refused(
                        "startsBefore",
                        () -> CallQuery.builder()
                                .startsFrom(NOON)
                                .startsBefore(NOON)
                                .build()),
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
    void invalid_values_are_refused(String field, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOf(InvalidRequestException.class)
                .extracting(failure -> ((InvalidRequestException) failure).field())
                .isEqualTo(field);
    }
}

package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallQuery;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.DeleteMode;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.feature.Capability;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Role;
import io.videoprovider.transcription.TranscriptionRequest;
import io.videoprovider.transcription.Transcriptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class CallsContract extends ServiceContract {

    private final Instant nextWeek = Instant.now().plus(7, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    CallsContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Nested
    @DisplayName("creating a call")
    class Creation {

        @Test
        void a_created_call_has_its_title_start_and_custom_data() {
            CallId id = CallId.random("contract");

            Call created = provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(id)
                            .title("Weekly ✓ \"consultation\"")
                            .startsAt(nextWeek)
                            .custom("bookingId", "b-42")
                            .custom("ключ", "значение")
                            .build());

            assertThat(created.created()).isTrue();
            assertThat(created.ignoredOptions()).isEmpty();
            for (Call call : List.of(created, provider().calls().get(id))) {
                assertThat(call.id()).isEqualTo(id);
                assertThat(call.provider()).isEqualTo(provider().id());
                assertThat(call.title()).isEqualTo("Weekly ✓ \"consultation\"");
                assertThat(call.startsAt()).isEqualTo(nextWeek);
                assertThat(call.custom()).isEqualTo(Map.of("bookingId", "b-42", "ключ", "значение"));
                assertThat(call.createdAt())
                        .isBetween(
                                Instant.now().minusSeconds(120), Instant.now().plusSeconds(120));
                assertThat(call.endedAt()).isNull();
                assertThat(call.raw().asMap()).isNotEmpty();
            }
            assertThat(provider().calls().get(id).created()).isFalse();
        }

        @Test
        void an_existing_call_keeps_its_options_and_reports_the_ignored_ones() {
            CallId id = CallId.random("contract");
            provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(id).title("first").build());

            Call second = provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(id)
                            .title("second")
                            .startsAt(nextWeek)
                            .custom("a", "1")
                            .build());
            Call third = provider().calls().getOrCreate(CallRequest.of(id));

            assertThat(second.created()).isFalse();
            assertThat(second.title()).isEqualTo("first");
            assertThat(second.ignoredOptions()).containsExactlyInAnyOrder("title", "startsAt", "custom");
            assertThat(third.created()).isFalse();
            assertThat(third.ignoredOptions()).isEmpty();
        }

        @Test
        void calls_with_the_same_id_and_different_types_are_distinct() {
            String id = CallId.random("contract").id();
            CallId plain = CallId.of(id);
            CallId typed = CallId.of("livestream", id);
            provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(plain).title("plain").build());
            provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(typed).title("typed").build());

            assertThat(provider().calls().get(plain).title()).isEqualTo("plain");
            assertThat(provider().calls().get(typed).title()).isEqualTo("typed");
            assertThat(provider().calls().get(typed).id()).isEqualTo(typed);
        }

        @Test
        void maxParticipants_is_stored() {
            CallRequest request = CallRequest.builder(CallId.random("contract"))
                    .maxParticipants(7)
                    .build();
            assumeSupported(
                    Capability.CALL_MAX_PARTICIPANTS, () -> provider().calls().getOrCreate(request));

            assertThat(provider().calls().getOrCreate(request).maxParticipants())
                    .isEqualTo(7);
        }

        @Test
        void createdBy_is_accepted() {
            CallRequest request = CallRequest.builder(CallId.random("contract"))
                    .createdBy("alice")
                    .build();
            assumeSupported(Capability.CALL_CREATOR, () -> provider().calls().getOrCreate(request));

            assertThat(provider().calls().getOrCreate(request).created()).isTrue();
        }

        @Test
        void a_call_is_recorded_from_the_first_participant_on() {
            CallId id = CallId.random("contract");
            RecordingRequest recording = RecordingRequest.composite().build();
            CallRequest request = CallRequest.builder(id).record(recording).build();
            assumeSupported(
                    Capability.CALL_AUTO_RECORDING, () -> provider().calls().getOrCreate(request));

            Call created = provider().calls().getOrCreate(request);
            assertThat(created.created()).isTrue();
            assertThat(provider().calls().getOrCreate(request).ignoredOptions()).isEmpty();
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                alice.publish("camera");

                Recording started = eventually(
                                "the call is recorded",
                                () -> provider().recordings().list(id).items(),
                                listed -> !listed.isEmpty())
                        .get(0);
                assertThat(started.kind()).isEqualTo(RecordingKind.COMPOSITE);
                assertThat(provider().recordings().start(id, recording).id())
                        .as("the same recording")
                        .isEqualTo(started.id());
                provider().recordings().stop(started.id());
            }
        }

        @Test
        void an_existing_call_without_a_recording_reports_the_ignored_one() {
            CallId id = newCall().id();
            CallRequest request = CallRequest.builder(id)
                    .record(RecordingRequest.composite().build())
                    .build();
            assumeSupported(
                    Capability.CALL_AUTO_RECORDING, () -> provider().calls().getOrCreate(request));

            assertThat(provider().calls().getOrCreate(request).ignoredOptions()).containsExactly("record");
        }

        @Test
        void a_call_is_transcribed_from_the_first_participant_on() {
            CallId id = CallId.random("contract");
            CallRequest request = CallRequest.builder(id)
                    .transcribe(TranscriptionRequest.builder().language("en").build())
                    .build();
            assumeSupported(
                    Capability.CALL_AUTO_TRANSCRIPTION,
                    () -> provider().calls().getOrCreate(request),
                    () -> notFound(() -> provider().calls().get(id)));
            Transcriptions transcriptions = provider().require(Transcriptions.class);

            provider().calls().getOrCreate(request);
            assertThat(provider().calls().getOrCreate(request).ignoredOptions()).isEmpty();
            assertThat(provider()
                            .calls()
                            .getOrCreate(CallRequest.builder(id)
                                    .transcribe(TranscriptionRequest.builder()
                                            .language("de")
                                            .build())
                                    .build())
                            .ignoredOptions())
                    .containsExactly("transcribe");
            try (SimulatedParticipant alice = join(token(id, "alice", Role.HOST))) {
                assertThat(alice.connected()).isTrue();
                eventually(
                        "the call is transcribed",
                        () -> !transcriptions.list(id).items().isEmpty());
            }
        }

        @Test
        void a_recording_of_a_participant_cannot_start_with_the_call() {
            invalid(
                    "record",
                    () -> CallRequest.builder(CallId.random("contract"))
                            .record(RecordingRequest.participant("alice").build())
                            .build());
        }

        @Test
        void members_of_the_request_are_invited() {
            CallId id = CallId.random("contract");
            Member carol = Member.of("carol-" + id.id());
            CallRequest request = CallRequest.builder(id).member(carol).build();
            assumeSupported(Capability.CALL_MEMBERS, () -> provider().calls().getOrCreate(request));

            provider().calls().getOrCreate(request);

            assertThat(provider().require(Members.class).list(id))
                    .extracting(Member::userId)
                    .containsExactly(carol.userId());
        }
    }

    @Nested
    @DisplayName("reading calls")
    class Reading {

        @Test
        void an_unknown_call_is_not_found() {
            CallId unknown = CallId.random("unknown");

            notFound(() -> provider().calls().get(unknown));
            notFound(() -> provider()
                    .calls()
                    .update(unknown, CallUpdate.builder().title("x").build()));
            notFound(() -> provider().calls().end(unknown));
        }

        @Test
        void listed_calls_are_ordered_by_creation_time() {
            Call one = newCall();
            Call two = newCall();
            CallId unknown = CallId.random("unknown");

            List<Call> listed = provider().calls().list(List.of(two.id(), unknown, one.id())).stream()
                    .toList();

            assertThat(listed).extracting(Call::id).containsExactlyInAnyOrder(one.id(), two.id());
            assertThat(listed)
                    .isSortedAccordingTo(
                            Comparator.comparing(Call::createdAt, Comparator.nullsFirst(Comparator.naturalOrder())));
            assertThat(provider().calls().list()).extracting(Call::id).contains(one.id(), two.id());
            assertThat(provider().calls().list(List.of())).isEmpty();
        }
    }

    @Nested
    @DisplayName("querying calls")
    class Querying {

        @Test
        void calls_are_found_by_their_creator() {
            CallQuery query = CallQuery.builder().createdBy("creator").build();
            assumeSupported(
                    Capability.CALL_QUERY_CREATOR, () -> provider().calls().list(query));
            CallId id = CallId.random("contract");
            String carol = "carol-" + id.id();
            provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(id).createdBy(carol).build());
            CallId other = newCall().id();

            assertThat(found(CallQuery.builder().createdBy(carol))).containsExactly(id);
            assertThat(found(CallQuery.builder().createdBy("nobody-" + other.id())))
                    .isEmpty();
        }

        @Test
        void calls_are_found_by_a_member() {
            CallQuery query = CallQuery.builder().member("carol").build();
            assumeSupported(
                    Capability.CALL_QUERY_MEMBER, () -> provider().calls().list(query));
            CallId id = CallId.random("contract");
            String carol = "carol-" + id.id();
            provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(id)
                            .member(Member.of(carol))
                            .member(Member.of("dave-" + id.id()))
                            .build());

            assertThat(found(CallQuery.builder().member(carol))).containsExactly(id);
            assertThat(found(CallQuery.builder().member("erin-" + id.id()))).isEmpty();
        }

        @Test
        void calls_are_found_by_their_type() {
            CallQuery.Builder query = CallQuery.builder().type("livestream");
            assumeSupported(Capability.CALL_QUERY_TYPE, () -> provider().calls().list(query.build()));
            CallId typed = CallId.of("livestream", CallId.random("contract").id());
            provider().calls().getOrCreate(CallRequest.of(typed));
            CallId plain = newCall().id();

            assertThat(found(query)).contains(typed).doesNotContain(plain);
            assertThat(found(CallQuery.builder().type(CallId.DEFAULT_TYPE)))
                    .contains(plain)
                    .doesNotContain(typed);
        }

        @Test
        void live_and_scheduled_calls_are_found_by_their_state() {
            CallQuery.Builder live = CallQuery.builder().state(CallQuery.State.LIVE);
            CallQuery.Builder scheduled = CallQuery.builder().state(CallQuery.State.SCHEDULED);
            assumeSupported(
                    Capability.CALL_QUERY_STATE, () -> provider().calls().list(live.build()));
            CallId planned = CallId.random("contract");
            provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(planned).startsAt(nextWeek).build());
            CallId idle = newCall().id();
            assertThat(found(scheduled)).contains(planned).doesNotContain(idle);
            assertThat(found(live)).doesNotContain(planned, idle);

            try (SimulatedParticipant alice = join(token(planned, "alice", Role.HOST))) {
                assertThat(alice.connected()).isTrue();
                eventually("the call is live", () -> found(live).contains(planned));
                assertThat(found(scheduled)).doesNotContain(planned);
            }
        }

        @Test
        void ended_calls_are_found_by_their_state() {
            CallQuery.Builder ended = CallQuery.builder().state(CallQuery.State.ENDED);
            assumeSupported(
                    Capability.CALL_QUERY_ENDED, () -> provider().calls().list(ended.build()));
            CallId over = newCall().id();
            CallId idle = newCall().id();
            provider().calls().end(over);

            assertThat(found(ended)).contains(over).doesNotContain(idle);
        }

        @Test
        void calls_are_found_by_a_range_of_starts() {
            CallQuery.Builder range = CallQuery.builder().startsFrom(nextWeek).startsBefore(nextWeek.plusSeconds(60));
            assumeSupported(
                    Capability.CALL_QUERY_START, () -> provider().calls().list(range.build()));
            List<CallId> ids = Stream.of(-1, 0, 59, 60)
                    .map(seconds -> {
                        CallId id = CallId.random("contract");
                        provider()
                                .calls()
                                .getOrCreate(CallRequest.builder(id)
                                        .startsAt(nextWeek.plusSeconds(seconds))
                                        .build());
                        return id;
                    })
                    .toList();
            CallId unplanned = newCall().id();

            assertThat(found(range)).contains(ids.get(1), ids.get(2)).doesNotContain(ids.get(0), ids.get(3), unplanned);
        }

        @Test
        void calls_are_found_by_their_custom_data() {
            CallId id = CallId.random("contract");
            CallQuery.Builder query = CallQuery.builder().custom("booking", id.id());
            assumeSupported(
                    Capability.CALL_QUERY_CUSTOM, () -> provider().calls().list(query.build()));
            provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(id)
                            .custom("booking", id.id())
                            .custom("floor", "3")
                            .build());

            assertThat(found(query)).containsExactly(id);
            assertThat(found(query.custom("floor", "3"))).containsExactly(id);
            assertThat(found(query.custom("floor", "4"))).isEmpty();
        }

        @Test
        void calls_are_listed_in_the_requested_order() {
            CallQuery.Builder query = CallQuery.builder();
            assumeSupported(
                    Capability.CALL_QUERY_ORDER,
                    () -> provider()
                            .calls()
                            .list(query.order(CallQuery.Order.NEWEST_FIRST).build()));
            for (int seconds : new int[] {20, 10, 30}) {
                provider()
                        .calls()
                        .getOrCreate(CallRequest.builder(CallId.random("contract"))
                                .startsAt(nextWeek.plusSeconds(seconds))
                                .build());
            }

            assertThat(provider()
                            .calls()
                            .list(query.order(CallQuery.Order.NEWEST_FIRST).build()))
                    .extracting(Call::createdAt)
                    .hasSizeGreaterThanOrEqualTo(3)
                    .isSortedAccordingTo(Comparator.nullsLast(Comparator.reverseOrder()));
            assertThat(provider()
                            .calls()
                            .list(query.order(CallQuery.Order.EARLIEST_START_FIRST)
                                    .build()))
                    .extracting(Call::startsAt)
                    .filteredOn(Objects::nonNull)
                    .hasSizeGreaterThanOrEqualTo(3)
                    .isSorted();
            assertThat(provider()
                            .calls()
                            .list(query.order(CallQuery.Order.LATEST_START_FIRST)
                                    .build()))
                    .extracting(Call::startsAt)
                    .filteredOn(Objects::nonNull)
                    .isSortedAccordingTo(Comparator.reverseOrder());
        }

        @Test
        void an_invalid_query_is_rejected() {
            invalid("createdBy", () -> CallQuery.builder().createdBy("a/b").build());
            invalid("member", () -> CallQuery.builder().member("x".repeat(257)).build());
            invalid("type", () -> CallQuery.builder().type("..").build());
            invalid("custom", () -> CallQuery.builder().custom(" ", "x").build());
            invalid(
                    "startsBefore",
                    () -> CallQuery.builder()
                            .startsFrom(nextWeek)
                            .startsBefore(nextWeek)
                            .build());
        }

        private List<CallId> found(CallQuery.Builder query) {
            return provider().calls().list(query.build()).stream().map(Call::id).toList();
        }
    }

    @Nested
    @DisplayName("updating a call")
    class Updating {

        @Test
        void an_update_changes_the_named_fields_only() {
            CallId id = CallId.random("contract");
            provider()
                    .calls()
                    .getOrCreate(CallRequest.builder(id)
                            .title("old")
                            .startsAt(nextWeek)
                            .custom("keep", "1")
                            .custom("change", "1")
                            .custom("drop", "1")
                            .build());

            provider()
                    .calls()
                    .update(
                            id,
                            CallUpdate.builder()
                                    .title("new")
                                    .custom("change", "2")
                                    .custom("drop", "")
                                    .custom("add", "3")
                                    .build());

            Call call = provider().calls().get(id);
            assertThat(call.title()).isEqualTo("new");
            assertThat(call.startsAt()).isEqualTo(nextWeek);
            assertThat(call.custom()).isEqualTo(Map.of("keep", "1", "change", "2", "add", "3"));
            assertThat(provider()
                            .calls()
                            .update(id, CallUpdate.builder().title("").build())
                            .title())
                    .isNull();
        }

        @Test
        void an_empty_update_is_rejected() {
            assertThatThrownBy(() -> CallUpdate.builder().build()).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Nested
    @DisplayName("ending and deleting a call")
    class Ending {

        @Test
        void ending_a_call_disconnects_all_participants() {
            CallId id = newCall().id();
            SimulatedParticipant alice = join(token(id, "alice", Role.HOST));

            provider().calls().end(id);

            eventually("alice is disconnected", () -> !alice.connected());
            if (semantics().endIsDistinctFromDelete()) {
                assertThat(provider().calls().get(id).endedAt()).isNotNull();
            } else {
                eventually(
                        "the call is deleted",
                        () -> provider().calls().list(List.of(id)).stream()
                                .findAny()
                                .isEmpty());
            }
        }

        @Test
        void an_unexpired_token_revives_an_ended_call_only_as_declared() {
            CallId id = newCall().id();
            JoinToken token = token(id, "alice", Role.HOST);
            provider().calls().end(id);

            if (semantics().endedCallRevives()) {
                try (SimulatedParticipant alice = join(token)) {
                    assertThat(alice.connected()).isTrue();
                    assertThat(provider().participants().get(id, "alice").userId())
                            .isEqualTo("alice");
                }
            } else {
                assertThatThrownBy(() -> join(token)).isInstanceOf(IllegalStateException.class);
            }
        }

        @Test
        void deleting_a_call_removes_it_and_is_idempotent() {
            CallId id = newCall().id();

            provider().calls().delete(id);
            provider().calls().delete(id);
            provider().calls().delete(CallId.random("unknown"));

            notFound(() -> provider().calls().get(id));
        }

        @Test
        void a_hard_deletion_removes_a_call_and_is_idempotent() {
            CallId id = newCall().id();
            SimulatedParticipant alice = join(token(id, "alice", Role.HOST));

            provider().calls().delete(id, DeleteMode.HARD);
            provider().calls().delete(id, DeleteMode.HARD);
            provider().calls().delete(CallId.random("unknown"), DeleteMode.HARD);

            eventually("alice is disconnected", () -> !alice.connected());
            notFound(() -> provider().calls().get(id));
        }

        @Test
        void a_soft_deletion_is_supported_as_declared() {
            CallId id = newCall().id();
            assumeSupported(
                    Capability.CALL_DELETE_SOFT,
                    () -> provider().calls().delete(id, DeleteMode.SOFT),
                    () -> assertThat(provider().calls().get(id).id()).isEqualTo(id));

            provider().calls().delete(id, DeleteMode.SOFT);

            notFound(() -> provider().calls().get(id));
        }
    }

    @Nested
    @DisplayName("validation")
    class Validation {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "../../x",
                    "a?b",
                    "a#b",
                    "a/b",
                    "a\\b",
                    "a%2fb",
                    "a\nb",
                    "a\0b",
                    "..",
                    "a:b",
                    "a\u202eb"
                })
        void an_invalid_call_id_is_rejected(String invalid) {
            InvalidRequestException refusal =
                    catchThrowableOfType(InvalidRequestException.class, () -> CallId.of(invalid));

            assertThat(refusal.field()).isEqualTo("call id");
            assertThatThrownBy(() -> CallId.of(invalid, "id")).isInstanceOf(InvalidRequestException.class);
        }

        @Test
        void values_over_a_limit_are_rejected_with_the_limit() {
            CallId id = CallId.random("contract");
            CallId tooLong = CallId.unchecked(CallId.DEFAULT_TYPE, "x".repeat(limits().callIdBytes() + 1));

            overLimit(
                    "call id", limits().callIdBytes(), () -> provider().calls().getOrCreate(CallRequest.of(tooLong)));
            overLimit(
                    "custom",
                    limits().callMetadataBytes(),
                    () -> provider()
                            .calls()
                            .getOrCreate(CallRequest.builder(id)
                                    .custom("big", "x".repeat(limits().callMetadataBytes()))
                                    .build()));
            invalid(
                    "maxParticipants",
                    () -> CallRequest.builder(id).maxParticipants(-1).build());
            notFound(() -> provider().calls().get(id));
        }

        @Test
        void a_start_in_the_far_future_is_rejected() {
            CallId id = CallId.random("contract");

            invalid(
                    "startsAt",
                    () -> provider()
                            .calls()
                            .getOrCreate(CallRequest.builder(id)
                                    .startsAt(Instant.now().plus(4000, ChronoUnit.DAYS))
                                    .build()));
        }
    }
}

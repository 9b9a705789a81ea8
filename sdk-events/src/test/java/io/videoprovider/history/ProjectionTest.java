package io.videoprovider.history;

import static io.videoprovider.history.Story.ACME;
import static io.videoprovider.history.Story.file;
import static io.videoprovider.history.Story.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The entries that events create and change. */
class ProjectionTest {

    private final MutableClock clock = new MutableClock(second(1000));
    private final CallHistory history = CallHistory.inMemory(100, clock);
    private final Story story = new Story("standup", "s1");

    private void project() {
        history.projection().apply(story.events());
    }

    private CallEntry call() {
        return history.call(story.call).orElseThrow();
    }

    private SessionEntry session() {
        return history.session(ACME, story.call, "s1").orElseThrow();
    }

    private List<ParticipationEntry> participations() {
        return history.participations(
                        ParticipationQuery.builder().call(story.call).build())
                .items();
    }

    private RecordingEntry recording() {
        return history.recording(ACME, new RecordingId("r1")).orElseThrow();
    }

    @Nested
    @DisplayName("calls")
    class Calls {

        @Test
        void a_call_is_scheduled_active_and_ended() {
            story.created(-60, "Standup");
            project();
            assertThat(call().state()).isEqualTo(CallState.SCHEDULED);

            story.started(0).joined(1, "alice", "c1");
            project();
            assertThat(call().state()).isEqualTo(CallState.ACTIVE);

            story.left(30, "alice", "c1", 1).ended(31);
            project();
            assertThat(call().state()).isEqualTo(CallState.ENDED);
            assertThat(call().title()).isEqualTo("Standup");
        }

        @Test
        void the_details_of_the_latest_event_count() {
            story.updated(20, "New title", null).created(10, "Old title");
            project();

            assertThat(call().title()).isEqualTo("New title");
            assertThat(call().custom()).containsExactly(Map.entry("bookingId", "New title"));
        }

        @Test
        void the_end_of_a_call_ends_its_session() {
            story.started(0).joined(1, "alice", "c1").callEnded(20);
            project();

            assertThat(call().state()).isEqualTo(CallState.ENDED);
            assertThat(session().endedAt()).isEqualTo(second(20));
            assertThat(participations().get(0).leftAt()).isEqualTo(second(20));
        }

        @Test
        void a_call_that_was_ended_before_a_session_is_cancelled() {
            story.created(-60, "Standup").callEnded(-30);
            project();

            assertThat(call().state()).isEqualTo(CallState.CANCELLED);
        }

        @Test
        void the_creator_and_the_members_are_known_from_the_application() {
            CallRequest request = CallRequest.builder(story.call)
                    .title("Standup")
                    .startsAt(second(2000))
                    .createdBy("alice")
                    .member(Member.of("bob"))
                    .build();

            history.add(ACME, request);

            assertThat(history.upcoming("alice")).extracting(CallEntry::call).containsExactly(story.call);
            assertThat(history.upcoming("bob")).extracting(CallEntry::call).containsExactly(story.call);
            assertThat(history.upcoming("carol")).isEmpty();
        }

        @Test
        void a_planned_call_that_is_ended_is_cancelled() {
            history.add(
                    ACME,
                    CallRequest.builder(story.call)
                            .createdBy("alice")
                            .startsAt(second(2000))
                            .build());

            history.end(ACME, story.call);

            assertThat(call().state()).isEqualTo(CallState.CANCELLED);
            assertThat(history.upcoming("alice")).isEmpty();
        }

        @Test
        void a_call_that_could_not_be_started_is_failed() {
            history.fail(ACME, story.call, "rate limited");

            assertThat(call().state()).isEqualTo(CallState.FAILED);
        }
    }

    @Nested
    @DisplayName("rings")
    class Rings {

        @Test
        void a_call_rings_until_a_user_accepts() {
            story.rung(0, "alice", "bob", "carol");
            project();
            assertThat(call().state()).isEqualTo(CallState.RINGING);

            story.rejected(5, "carol").accepted(6, "bob").started(7).ended(60);
            project();
            assertThat(call().state()).isEqualTo(CallState.ENDED);
            assertThat(call().rings())
                    .containsOnly(Map.entry("bob", RingState.ACCEPTED), Map.entry("carol", RingState.DECLINED));
        }

        @Test
        void a_call_that_all_decline_is_declined() {
            story.rung(0, "alice", "bob").rejected(5, "bob");
            project();

            assertThat(call().state()).isEqualTo(CallState.DECLINED);
        }

        @Test
        void a_call_without_response_is_missed_although_the_caller_was_in_it() {
            story.rung(0, "alice", "bob")
                    .started(1)
                    .joined(1, "alice", "c1")
                    .missed(30, "bob")
                    .ended(31);
            project();

            assertThat(call().state()).isEqualTo(CallState.MISSED);
        }

        @Test
        void a_caller_who_rejects_the_own_call_cancels_it() {
            story.rung(0, "alice", "bob").rejected(5, "alice");
            project();

            assertThat(call().state()).isEqualTo(CallState.CANCELLED);
        }

        @Test
        void a_rung_user_who_joins_has_accepted_the_call() {
            story.rung(0, "alice", "bob", "carol")
                    .started(1)
                    .joined(1, "alice", "c1")
                    .joined(5, "bob", "c2")
                    .missed(30, "bob", "carol")
                    .ended(60);
            project();

            assertThat(call().state()).isEqualTo(CallState.ENDED);
            assertThat(call().rings())
                    .containsOnly(Map.entry("bob", RingState.ACCEPTED), Map.entry("carol", RingState.MISSED));
            assertThat(history.counts().ringingCalls()).isZero();
        }

        @Test
        void the_join_of_a_rung_user_may_arrive_before_the_ring() {
            story.left(30, "bob", "c1", 5);
            project();

            history.projection()
                    .apply(new Story("standup", "s1").rung(0, "alice", "bob").events());

            assertThat(call().rings()).containsOnly(Map.entry("bob", RingState.ACCEPTED));
        }

        @Test
        void a_user_who_joined_before_the_ring_or_whose_connection_failed_has_not_accepted() {
            story.joined(-20, "bob", "c1")
                    .left(-10, "bob", "c1", -20)
                    .rung(0, "alice", "bob", "carol")
                    .aborted(5, "carol", "c2");
            project();
            project();

            assertThat(call().rings())
                    .containsOnly(Map.entry("bob", RingState.RINGING), Map.entry("carol", RingState.RINGING));
        }

        @Test
        void the_cancellation_of_the_caller_may_arrive_before_the_ring() {
            story.rejected(5, "alice").rung(0, "alice", "bob", "carol");
            project();

            assertThat(call().state()).isEqualTo(CallState.CANCELLED);
            assertThat(call().rings())
                    .containsOnly(Map.entry("bob", RingState.CANCELLED), Map.entry("carol", RingState.CANCELLED));
        }

        @Test
        void the_cancellation_of_a_known_creator_may_arrive_before_the_ring() {
            history.add(ACME, CallRequest.builder(story.call).createdBy("alice").build());
            story.rejected(5, "alice").rung(0, "alice", "bob");
            project();

            assertThat(call().state()).isEqualTo(CallState.CANCELLED);
            assertThat(call().rings()).containsOnly(Map.entry("bob", RingState.CANCELLED));
        }

        @Test
        void the_creator_who_rejects_the_ring_of_another_user_has_not_cancelled_it() {
            history.add(ACME, CallRequest.builder(story.call).createdBy("bob").build());
            story.rejected(5, "bob").rung(0, "alice", "bob", "carol");
            project();

            assertThat(call().rings())
                    .containsOnly(Map.entry("bob", RingState.DECLINED), Map.entry("carol", RingState.RINGING));
        }

        @Test
        void a_ring_whose_end_was_lost_ends_with_a_session_that_began_after_it() {
            story.started(-20).ended(-10).rung(0, "alice", "bob");
            project();
            assertThat(call().state()).isEqualTo(CallState.RINGING);
            Story next = new Story("standup", "s2").started(1).joined(1, "alice", "c1");
            history.projection().apply(next.events());
            assertThat(call().state()).isEqualTo(CallState.RINGING);

            history.projection().apply(next.ended(60).events());

            assertThat(call().state()).isEqualTo(CallState.MISSED);
            assertThat(history.counts().ringingCalls()).isZero();
        }

        @Test
        void a_ring_that_only_the_provider_reports_is_due_while_it_rings() {
            story.rung(0, "alice", "bob", "carol");
            project();
            Instant due = call().ringDueAt();
            assertThat(due).isEqualTo(second(1000).plus(Transitions.LONGEST_RING));

            clock.advance(Duration.ofMinutes(1));
            story.rejected(5, "carol");
            project();
            assertThat(call().ringDueAt()).isEqualTo(due);

            story.missed(30, "bob");
            project();
            assertThat(call().ringDueAt()).isNull();
        }

        @Test
        void a_ring_of_a_call_that_has_ended_is_not_due() {
            story.rung(0, "alice", "bob").callEnded(5);
            project();
            assertThat(call().ringDueAt()).isNull();
            project();

            assertThat(call().ringDueAt()).isNull();
            assertThat(call().state()).isEqualTo(CallState.CANCELLED);
        }

        @Test
        void each_report_of_the_end_of_a_call_ends_the_ring_of_an_invitation() {
            history.storage()
                    .updateCall(
                            ACME,
                            story.call,
                            entry -> entry.toBuilder()
                                    .rings(Map.of("bob", RingState.RINGING))
                                    .ringUntil(second(30))
                                    .ringDueAt(second(30))
                                    .build());

            story.updated(5, "Standup", second(4));
            project();

            assertThat(call().ringDueAt()).isEqualTo(second(5));
        }

        @Test
        void a_caller_is_not_the_creator_of_the_call() {
            story.rung(0, "alice", "bob").missed(30, "bob");
            project();

            assertThat(call().ringCaller()).isEqualTo("alice");
            assertThat(call().createdBy()).isNull();
        }

        @Test
        void the_time_to_join_begins_with_the_ring() {
            story.rung(0, "alice", "bob")
                    .accepted(6, "bob")
                    .started(7)
                    .joined(7, "alice", "c1")
                    .joined(9, "bob", "c2")
                    .ended(60);
            project();

            assertThat(history.metrics(session()).meanTimeToJoin()).isEqualTo(Duration.ofSeconds(9));
        }
    }

    @Nested
    @DisplayName("sessions and participations")
    class Sessions {

        @Test
        void the_end_of_a_session_is_the_time_of_leaving_if_its_event_was_lost() {
            story.started(0).joined(1, "alice", "c1").ended(31);
            project();

            ParticipationEntry alice = participations().get(0);
            assertThat(alice.leftAt()).isEqualTo(second(31));
            assertThat(alice.leftEstimated()).isTrue();
        }

        @Test
        void a_join_after_the_end_of_the_session_was_delivered_late() {
            story.started(0).ended(31).joined(1, "alice", "c1");
            project();

            assertThat(session().open()).isFalse();
            assertThat(participations().get(0).leftAt()).isEqualTo(second(31));
        }

        @Test
        void a_leave_reports_the_join_that_was_lost() {
            story.started(0).left(30, "alice", "c1", 5);
            project();

            ParticipationEntry alice = participations().get(0);
            assertThat(alice.joinedAt()).isEqualTo(second(5));
            assertThat(alice.joinEstimated()).isFalse();
        }

        @Test
        void a_session_without_its_start_begins_with_the_first_observation() {
            story.published(9, "alice", "c1", TrackKind.CAMERA).joined(3, "bob", "c2");
            project();

            assertThat(session().startedAt()).isEqualTo(second(3));
            assertThat(session().startEstimated()).isTrue();
            assertThat(call().lastStartedAt()).isEqualTo(second(3));
        }

        @Test
        void two_connections_of_one_user_are_two_participations() {
            story.started(0)
                    .joined(1, "alice", "c1")
                    .joined(5, "alice", "c2")
                    .left(9, "alice", "c1", 1)
                    .ended(20);
            project();

            assertThat(participations())
                    .extracting(ParticipationEntry::connectionId)
                    .containsExactly("c2", "c1");
            SessionMetrics metrics = history.metrics(session());
            assertThat(metrics.participants()).isEqualTo(1);
            assertThat(metrics.peakParticipants()).isEqualTo(1);
            assertThat(metrics.connections()).isEqualTo(2);
            assertThat(metrics.rejoinedParticipants()).isZero();
            assertThat(metrics.watchTime()).isEqualTo(Duration.ofSeconds(8 + 15));
        }

        @Test
        void an_estimated_end_is_replaced_by_the_reported_one() {
            story.started(0).from(EventOrigin.RECONCILER).ended(90);
            project();
            assertThat(session().endEstimated()).isTrue();

            story.from(EventOrigin.VENDOR).ended(31);
            project();
            assertThat(session().endedAt()).isEqualTo(second(31));
            assertThat(session().endEstimated()).isFalse();
        }

        @Test
        void the_reconciler_reopens_a_session_that_it_had_ended_by_mistake() {
            story.started(0).from(EventOrigin.RECONCILER).ended(90).started(95);
            project();

            assertThat(session().open()).isTrue();
            assertThat(session().startedAt()).isEqualTo(second(0));
            assertThat(call().state()).isEqualTo(CallState.ACTIVE);
        }

        @Test
        void the_reconciler_does_not_reopen_a_session_whose_end_was_reported() {
            story.started(0).ended(31).from(EventOrigin.RECONCILER).started(95);
            project();

            assertThat(session().endedAt()).isEqualTo(second(31));
        }

        @Test
        void metrics_are_dropped_when_a_late_event_changes_an_ended_session() {
            story.started(0).joined(1, "alice", "c1").ended(31);
            project();
            history.storage()
                    .updateSession(
                            ACME,
                            story.call,
                            "s1",
                            entry -> entry.toBuilder()
                                    .metrics(history.compute(entry))
                                    .build());

            story.joined(2, "bob", "c2");
            project();

            assertThat(session().metrics()).isNull();
            assertThat(history.metrics(session()).peakParticipants()).isEqualTo(2);
        }

        @Test
        void a_failed_connection_counts_as_connection_but_not_as_participant() {
            story.started(0).joined(1, "alice", "c1").aborted(4, "bob", "c2").ended(20);
            project();

            SessionMetrics metrics = history.metrics(session());
            assertThat(metrics.participants()).isEqualTo(1);
            assertThat(metrics.connectionSuccessRate()).isEqualTo(0.5);
        }
    }

    @Nested
    @DisplayName("recordings")
    class Recordings {

        @Test
        void a_later_state_is_kept_when_an_earlier_one_arrives_late() {
            story.recording(30, "r1", RecordingStatus.READY, file("a.mp4"))
                    .recording(1, "r1", RecordingStatus.STARTING);
            project();

            assertThat(recording().status()).isEqualTo(RecordingStatus.READY);
            assertThat(recording().firstSeenAt()).isEqualTo(second(1));
        }

        @Test
        void files_of_several_events_are_joined() {
            story.recording(30, "r1", RecordingStatus.READY, file("b.mp4"))
                    .recording(31, "r1", RecordingStatus.READY, file("a.mp4"));
            project();

            assertThat(recording().files()).extracting(RecordingFile::name).containsExactly("a.mp4", "b.mp4");
            assertThat(recording().bytes()).isEqualTo(20);
        }

        @Test
        void signatures_of_locations_are_not_kept() {
            story.recording(30, "r1", RecordingStatus.READY, file("a.mp4"));
            project();

            assertThat(recording().files().get(0).location()).isEqualTo("https://files.example/a.mp4");
        }

        @Test
        void secrets_of_urls_in_failures_are_not_kept() {
            String failure =
                    "PUT https://alice:hunter2@files.example/a.mp4?signature=hunter2: 403, see https://help.example/a";
            story.recording(30, "r1", RecordingStatus.FAILED, failure);
            project();

            assertThat(recording().failure())
                    .isEqualTo("PUT https://██@files.example/a.mp4?██ 403, see https://help.example/a");
        }

        @Test
        void an_event_without_a_session_belongs_to_the_latest_one() {
            String id = story.call + "~composite~s1";
            story.started(0)
                    .joined(1, "alice", "c1")
                    .recordingWithoutSession(5, RecordingStatus.RECORDING)
                    .ended(20)
                    .recordingWithoutSession(21, RecordingStatus.PROCESSING)
                    .recording(30, id, RecordingStatus.READY, file("a.mp4"));
            project();

            assertThat(history.recordings(RecordingQuery.builder().user("alice").build()))
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.recording().value()).isEqualTo(id);
                        assertThat(one.sessionId()).isEqualTo("s1");
                        assertThat(one.status()).isEqualTo(RecordingStatus.READY);
                    });
        }

        @Test
        void a_recording_that_runs_again_in_its_session_is_active_again() {
            String id = story.call + "~composite~s1";
            story.started(0)
                    .recordingWithoutSession(5, RecordingStatus.RECORDING)
                    .recording(30, id, RecordingStatus.READY, file("a.mp4"))
                    .recordingWithoutSession(40, RecordingStatus.RECORDING);
            project();

            RecordingEntry running =
                    history.recording(ACME, new RecordingId(id)).orElseThrow();
            assertThat(running.status()).isEqualTo(RecordingStatus.RECORDING);
            assertThat(running.endedAt()).isNull();
            assertThat(running.files()).hasSize(1);
        }

        @Test
        void a_recording_opens_no_session() {
            story.recording(30, "r1", RecordingStatus.READY, file("a.mp4"));
            project();

            assertThat(history.session(ACME, story.call, "s1")).isEmpty();
            assertThat(call().state()).isEqualTo(CallState.SCHEDULED);
        }
    }

    @Test
    void an_event_without_a_call_is_ignored() {
        Story other = new Story("other", "s2");
        history.projection().apply(other.events());

        assertThat(history.call(CallId.of("other"))).isEmpty();
    }

    @Test
    void memory_keeps_the_calls_that_were_active_last() {
        CallHistory small = CallHistory.inMemory(2, clock);
        for (int i = 0; i < 4; i++) {
            Story one = new Story("call-" + i, "s");
            small.projection().apply(one.started(i).ended(i + 1).events());
        }

        assertThat(small.sessions(SessionQuery.builder().build()))
                .extracting(session -> session.call().id())
                .containsExactly("call-3", "call-2");
    }
}

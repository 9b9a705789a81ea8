package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.statistics.CallStatistics;
import io.videoprovider.statistics.ConnectionStatistics;
import io.videoprovider.statistics.SessionReport;
import io.videoprovider.statistics.SessionStatistics;
import io.videoprovider.token.Role;
import org.junit.jupiter.api.Test;

abstract class CallStatisticsContract extends ServiceContract {

    CallStatisticsContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Test
    void a_session_has_statistics_a_report_and_participants() {
        CallStatistics statistics = assumeFeature(CallStatistics.class);
        CallId call = newCall().id();
        String carol = "carol-" + call.id();
        String dave = "dave-" + call.id();
        try (SimulatedParticipant first = join(token(call, carol, Role.SPEAKER));
                SimulatedParticipant second = join(token(call, dave, Role.SPEAKER))) {
            assertThat(first.connected()).isTrue();
            assertThat(second.connected()).isTrue();
        }

        SessionStatistics session = eventually(
                        "the session has statistics",
                        () -> statistics.sessions(call).items(),
                        all -> !all.isEmpty())
                .get(0);

        assertThat(session.call()).isEqualTo(call);
        assertThat(session.sessionId()).isNotEmpty();
        SessionReport report = statistics.report(call, session.sessionId());
        assertThat(report.sessionId()).isEqualTo(session.sessionId());
        assertThat(report.participants()).isEqualTo(2);
        assertThat(statistics.report(call).sessionId()).isEqualTo(session.sessionId());
        assertThat(statistics.participants(call, session.sessionId()))
                .extracting(ConnectionStatistics::userId)
                .containsExactlyInAnyOrder(carol, dave);
        assertThat(statistics.feedback(call)).isEmpty();
    }

    @Test
    void a_call_without_a_session_has_no_statistics() {
        CallStatistics statistics = assumeFeature(CallStatistics.class);
        CallId call = newCall().id();

        assertThat(statistics.sessions(call)).isEmpty();
        assertThat(statistics.feedback(call)).isEmpty();
        notFound(() -> statistics.report(call));
        notFound(() -> statistics.report(call, "unknown"));
        notFound(() -> statistics.participants(call, "unknown"));
    }
}

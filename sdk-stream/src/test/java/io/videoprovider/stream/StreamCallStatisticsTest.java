package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.statistics.CallStatistics;
import io.videoprovider.statistics.ConnectionStatistics;
import io.videoprovider.statistics.Feedback;
import io.videoprovider.statistics.SessionReport;
import io.videoprovider.statistics.SessionStatistics;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of Stream calls: the mapping of Stream's fields. */
class StreamCallStatisticsTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final String NOON_NANOS = NOON.getEpochSecond() + "000000000";

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private CallStatistics statistics;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        statistics = video.require(CallStatistics.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private void respond(String operation, String json) {
        emulator.faults().inject(operation, StreamFault.body(200, "application/json", json.replace('\'', '"')));
    }

    @Test
    void sessions_have_duration_quality_and_rating() {
        respond(
                "QueryCallStats",
                "{'reports':[{'call_cid':'default:lobby','call_session_id':'s-1','call_status':'ended',"
                        + "'call_duration_seconds':90,'quality_score':87,'min_user_rating':2,'first_stats_time':"
                        + NOON_NANOS
                        + "},{'call_session_id':'s-2'},{'call_cid':'default:lobby'}],'next':'n'}");
        respond("QueryCallStats", "{'reports':[{'call_session_id':'s-3'}]}");

        assertThat(statistics.sessions(LOBBY).stream().toList())
                .extracting(SessionStatistics::sessionId)
                .as("of both pages; one without an id is left out")
                .containsExactly("s-1", "s-2", "s-3");
        assertThat(requests(emulator, "QueryCallStats").get(0).body())
                .isEqualTo("{\"filter_conditions\":{\"call_cid\":\"default:lobby\"},\"limit\":100}");
        respond(
                "QueryCallStats",
                "{'reports':[{'call_session_id':'s-1','call_duration_seconds':90,'quality_score':87,'min_user_rating':2,"
                        + "'first_stats_time':" + NOON_NANOS + "},{'call_session_id':'s-2'}]}");
        SessionStatistics full = statistics.sessions(LOBBY).items().get(0);
        assertThat(full.startedAt()).isEqualTo(NOON);
        assertThat(full.duration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(full.qualityScore()).isEqualTo(87);
        assertThat(full.lowestRating()).isEqualTo(2);
    }

    @Test
    void a_report_has_the_numbers_of_participants_and_ratings() {
        respond(
                "GetCallReport",
                "{'session_id':'s-1','report':{'call':{'score':87.5,'started_at':" + NOON_NANOS
                        + "},'participants':{'sum':5,'unique':3,'max_concurrent':2},"
                        + "'user_ratings':{'count':2,'average':4.5}}}");

        SessionReport report = statistics.report(LOBBY, "s-1");

        assertThat(report.startedAt()).isEqualTo(NOON);
        assertThat(report.endedAt()).isNull();
        assertThat(report.qualityScore()).isEqualTo(87.5);
        assertThat(report.participants()).isEqualTo(3);
        assertThat(report.connections()).isEqualTo(5);
        assertThat(report.maxConcurrent()).isEqualTo(2);
        assertThat(report.ratings()).isEqualTo(2);
        assertThat(report.averageRating()).isEqualTo(4.5);
        assertThat(requests(emulator, "GetCallReport").get(0).query()).containsEntry("session_id", "s-1");
    }

    @Test
    void each_connection_has_its_own_quality() {
        respond(
                "QueryCallSessionParticipantStats",
                "{'participants':[{'user_id':'alice','sessions':[{'user_session_id':'u-1','started_at':" + NOON_NANOS
                        + ",'cq_score':90,'latency_ms':40,'jitter_ms':3,'freezes_duration_ms':1500},"
                        + "{'user_session_id':'u-2'}]}]}");

        assertThat(statistics.participants(LOBBY, "s-1").items())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.userId()).isEqualTo("alice");
                            assertThat(first.connectionId()).isEqualTo("u-1");
                            assertThat(first.joinedAt()).isEqualTo(NOON);
                            assertThat(first.qualityScore()).isEqualTo(90);
                            assertThat(first.latency()).isEqualTo(Duration.ofMillis(40));
                            assertThat(first.jitter()).isEqualTo(Duration.ofMillis(3));
                            assertThat(first.freezes()).isEqualTo(Duration.ofMillis(1500));
                        },
                        second -> assertThat(second)
                                .extracting(ConnectionStatistics::qualityScore, ConnectionStatistics::latency)
                                .containsOnlyNulls());
    }

    @Test
    void feedback_is_that_of_the_call() {
        for (CallId call : java.util.List.of(LOBBY, CallId.of("other"))) {
            video.calls().getOrCreate(CallRequest.of(call));
            video.unwrap(io.videoprovider.stream.client.StreamClient.class)
                    .request(
                            "POST",
                            "video/call/default/" + call.id() + "/feedback",
                            json("{'rating':4,'reason':'echo','sdk':'js','sdk_version':'1'}"));
        }

        assertThat(statistics.feedback(LOBBY).items())
                .extracting(Feedback::call, Feedback::rating, Feedback::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(LOBBY, 4, "echo"));
        assertThat(body(emulator, "QueryUserFeedback"))
                .isEqualTo(json("{'filter_conditions':{'call_cid':'default:lobby'},'limit':100}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a?x=1", "a#b", "../../app", "..", "%2e%2e", "a\\b", "a\nb", "", "\ud83d"})
    void a_hostile_id_reaches_no_endpoint(String hostile) {
        CallId call = CallId.unchecked("default", hostile);
        assertThatThrownBy(() -> statistics.sessions(call)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> statistics.report(call)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> statistics.report(call, "s")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> statistics.participants(call, "s")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> statistics.feedback(call)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> statistics.report(LOBBY, hostile))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("sessionId");
        assertThatThrownBy(() -> statistics.participants(LOBBY, hostile))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("sessionId");
        assertThat(emulator.requests()).isEmpty();
    }
}

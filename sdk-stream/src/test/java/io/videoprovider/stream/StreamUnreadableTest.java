package io.videoprovider.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.VideoException;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.participant.Participant;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testkit.CapturedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Successful responses with values that cannot be read. */
class StreamUnreadableTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final String CALL = "{\"call\":{\"cid\":\"default:lobby\",\"current_session_id\":\"s-1\"}}";

    private final MockWebServer server = new MockWebServer();

    /** By the last segment of the path. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private StreamVideoProvider video;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                return new MockResponse.Builder()
                        .body(answers.getOrDefault(path.substring(path.lastIndexOf('/') + 1), "{}"))
                        .build();
            }
        });
        server.start();
        video = Tests.providerOf(server.url("/").toString()).build();
    }

    @AfterEach
    void stop() {
        video.close();
        server.close();
    }

    /** Values that are no time, no number and no list of this century. */
    static Stream<String> oddValues() {
        return Stream.of(
                "9223372036854775807",
                "\"9223372036854775807\"",
                "-9223372036854775808",
                "-1",
                "1e300",
                "99999999999999999999999",
                "\"soon\"",
                "\"+999999999-12-31T23:59:59Z\"",
                "\"0001-01-01T00:00:00Z\"",
                "true",
                "{}",
                "[]",
                "[1]",
                "null");
    }

    @Nested
    class Lists {

        @ParameterizedTest
        @MethodSource("io.videoprovider.stream.StreamUnreadableTest#oddValues")
        void a_call_with_odd_values_does_not_hide_the_others(String odd) {
            answers.put(
                    "calls",
                    "{\"calls\":[{\"call\":{\"cid\":\"default:odd\",\"created_at\":" + odd + ",\"starts_at\":" + odd
                            + ",\"ended_at\":" + odd + ",\"custom\":" + odd
                            + ",\"settings\":{\"limits\":{\"max_participants\":" + odd
                            + "}},\"session\":{\"participants_count_by_role\":{\"user\":" + odd + ",\"host\":" + odd
                            + "},\"anonymous_participant_count\":" + odd + "},\"egress\":" + odd
                            + "}},{\"call\":{\"cid\":\"default:lobby\"}}]}");

            assertThat(video.calls().list().items())
                    .extracting(call -> call.id().id())
                    .containsExactly("odd", "lobby");
            Call call = video.calls().list().items().get(0);
            assertThat(call.createdAt()).isNull();
            assertThat(call.endedAt()).isNull();
            assertThat(call.participantCount()).isNotNegative();
            assertThat(call.maxParticipants() == null || call.maxParticipants() > 0)
                    .isTrue();
        }

        @ParameterizedTest
        @MethodSource("io.videoprovider.stream.StreamUnreadableTest#oddValues")
        void a_participant_with_odd_values_does_not_hide_the_others(String odd) {
            answers.put(
                    "participants",
                    "{\"total_participants\":" + (odd.equals("true") ? "2" : odd)
                            + ",\"participants\":[{\"user\":{\"id\":\"odd\",\"name\":" + odd + "},\"user_session_id\":"
                            + odd + ",\"joined_at\":" + odd + "},{\"user\":{\"id\":\"alice\"}}]}");

            assertThat(video.participants().list(LOBBY).items())
                    .extracting(Participant::userId)
                    .containsExactlyInAnyOrder("odd", "alice");
        }

        @ParameterizedTest
        @MethodSource("io.videoprovider.stream.StreamUnreadableTest#oddValues")
        void a_file_with_odd_values_does_not_hide_the_others(String odd) {
            answers.put("lobby", CALL);
            answers.put(
                    "recordings",
                    "{\"recordings\":[{\"filename\":" + odd + ",\"url\":" + odd
                            + ",\"session_id\":\"s-1\",\"start_time\":"
                            + odd + ",\"end_time\":" + odd + ",\"recording_type\":" + odd
                            + "},{\"filename\":\"b.mp4\",\"session_id\":\"s-2\",\"start_time\":\"2026-05-04T10:00:00Z\","
                            + "\"end_time\":\"2026-05-04T09:00:00Z\"}]}");

            assertThat(video.recordings().list(LOBBY).items())
                    .extracting(Recording::sessionId)
                    .contains("s-2");
            assertThat(video.recordings().list(LOBBY).items().stream()
                            .filter(recording -> "s-2".equals(recording.sessionId()))
                            .flatMap(recording -> recording.files().stream())
                            .toList())
                    .singleElement()
                    .satisfies(file -> assertThat(file.duration()).isNull());
        }

        @ParameterizedTest
        @ValueSource(strings = {"7", "{}", "{\"call\":7}", "{\"call\":{}}", "{\"call\":{\"cid\":7}}", "null"})
        void a_call_without_a_cid_is_left_out_with_a_warning(String call) {
            answers.put("calls", "{\"calls\":[" + call + ",{\"call\":{\"cid\":\"default:lobby\"}}]}");
            CapturedLog log = CapturedLog.start();

            assertThat(video.calls().list().items()).extracting(Call::id).containsExactly(LOBBY);
            assertThat(log.text().contains("left out an item that cannot be read"))
                    .isEqualTo(call.startsWith("{"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"7", "{}", "{\"user_id\":\"a/b\"}", "{\"user_id\":\"a\",\"role\":\"r/s\"}"})
        void a_member_that_cannot_be_read_is_left_out(String member) {
            answers.put("lobby", CALL);
            answers.put("members", "{\"members\":[" + member + ",{\"user_id\":\"alice\"}]}");

            assertThat(video.require(Members.class).list(LOBBY).items()).containsExactly(Member.of("alice"));
        }

        @Test
        void a_recording_of_a_session_with_a_name_that_is_too_long_is_left_out() {
            answers.put("lobby", CALL);
            answers.put(
                    "recordings",
                    "{\"recordings\":[{\"filename\":\"a.mp4\",\"session_id\":\"" + "x".repeat(600)
                            + "\"},{\"filename\":\"b.mp4\",\"session_id\":\"s-2\"}]}");

            assertThat(video.recordings().list(LOBBY).items())
                    .extracting(Recording::sessionId)
                    .containsExactly("s-2");
        }

        @ParameterizedTest
        @ValueSource(strings = {"7", "\"x\"", "{}", "true"})
        void a_list_of_another_type_is_not_an_empty_list(String list) {
            answers.put("lobby", CALL);
            for (String field : new String[] {"calls", "members", "participants", "recordings"}) {
                answers.put(field, "{\"" + field + "\":" + list + "}");
            }

            assertThat(unreadable(() -> video.calls().list()).operation()).isEqualTo("QueryCalls");
            assertThat(unreadable(() -> video.participants().list(LOBBY)).operation())
                    .isEqualTo("QueryCallParticipants");
            assertThat(unreadable(() -> video.recordings().list(LOBBY)).operation())
                    .isEqualTo("ListRecordings");
            assertThat(unreadable(() -> video.require(Members.class).list(LOBBY))
                            .operation())
                    .isEqualTo("QueryCallMembers");
        }
    }

    @Nested
    class EmptyObjects {

        @ParameterizedTest
        @ValueSource(
                strings = {"{}", "{\"call\":7}", "{\"call\":{}}", "{\"call\":{\"cid\":\"\"}}", "{\"created\":true}"})
        void is_not_a_call(String body) {
            answers.put("lobby", body);

            assertThat(unreadable(() -> video.calls().get(LOBBY)).outcomeUnknown())
                    .isFalse();
            assertThat(unreadable(() -> video.calls().getOrCreate(CallRequest.of(LOBBY)))
                            .outcomeUnknown())
                    .isTrue();
            assertThat(unreadable(() -> video.calls()
                                    .update(
                                            LOBBY,
                                            CallUpdate.builder()
                                                    .startsAt(Instant.now())
                                                    .build()))
                            .outcomeUnknown())
                    .isTrue();
            unreadable(() ->
                    video.recordings().start(LOBBY, RecordingRequest.composite().build()));
            unreadable(() -> video.require(Ingresses.class)
                    .create(LOBBY, IngressRequest.rtmp("alice").build()));
        }

        @Test
        void is_not_a_participant() {
            unreadable(() -> video.participants().get(LOBBY, "alice"));
        }

        @Test
        void is_not_a_task() {
            StreamClient client = video.unwrap(StreamClient.class);

            assertThat(unreadable(() -> client.calls().deleteCall(LOBBY, true)).outcomeUnknown())
                    .isTrue();
            assertThat(client.calls().deleteCall(LOBBY, false)).isEmpty();
            unreadable(() -> client.awaitTask("t-1", Duration.ofSeconds(5)));
        }
    }

    @Test
    void a_participant_that_does_not_exist_names_operation_status_and_request() {
        answers.put("participants", "{\"participants\":[]}");

        NotFoundException failure = catchThrowableOfType(
                NotFoundException.class, () -> video.participants().get(LOBBY, "alice"));

        assertThat(failure.operation()).isEqualTo("QueryCallParticipants");
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure.requestId()).isNotBlank();
        assertThat(failure.attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("oddValues")
    void an_event_with_an_impossible_time_is_that_event_without_a_time(String odd) {
        VideoEvent started =
                parsed("{\"type\":\"call.session_started\",\"call_cid\":\"default:lobby\",\"created_at\":" + odd + "}");
        VideoEvent joined = parsed(
                "{\"type\":\"call.session_participant_joined\",\"call_cid\":\"default:lobby\",\"participant\":{\"user\":"
                        + "{\"id\":\"alice\"},\"user_session_id\":\"u-1\",\"joined_at\":" + odd + "}}");

        assertThat(started).isInstanceOf(CallStarted.class);
        assertThat(started.occurredAt()).isNull();
        assertThat(joined)
                .isInstanceOfSatisfying(
                        ParticipantJoined.class,
                        event -> assertThat(event.participant().joinedAt()).isNull());
    }

    private VideoEvent parsed(String body) {
        return video.webhooks().parseWithoutVerification(body.getBytes(StandardCharsets.UTF_8), null);
    }

    private static VideoException unreadable(Runnable operation) {
        ProviderException failure = catchThrowableOfType(ProviderException.class, operation::run);
        assertThat(failure).as("the failure").isNotNull();
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure.requestId()).isNotBlank();
        assertThat(failure.attempts()).isEqualTo(1);
        return failure;
    }
}

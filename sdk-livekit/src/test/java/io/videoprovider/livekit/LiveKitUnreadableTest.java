package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.VideoException;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.testkit.CapturedLog;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Successful responses with values that cannot be read. */
class LiveKitUnreadableTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private final MockWebServer server = new MockWebServer();

    /** Responses by method. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private LiveKitVideoProvider video;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = String.valueOf(request.getTarget());
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
                "1e300",
                "99999999999999999999999",
                "\"soon\"",
                "true",
                "{}",
                "[]",
                "[1]",
                "{\"seconds\":7}",
                "null");
    }

    @Nested
    class Lists {

        @ParameterizedTest
        @MethodSource("io.videoprovider.livekit.LiveKitUnreadableTest#oddValues")
        void a_room_with_odd_values_does_not_hide_the_others(String odd) {
            answers.put(
                    "ListRooms",
                    "{\"rooms\":[{\"name\":\"odd\",\"sid\":" + odd + ",\"creation_time\":" + odd
                            + ",\"creation_time_ms\":" + odd + ",\"empty_timeout\":" + odd + ",\"max_participants\":"
                            + odd + ",\"num_participants\":" + odd + ",\"metadata\":" + odd + ",\"active_recording\":"
                            + odd + "},{\"name\":\"lobby\",\"creation_time\":1700000000}]}");

            assertThat(video.calls().list().items())
                    .extracting(call -> call.id().id())
                    .containsExactly("odd", "lobby");
            assertThat(video.calls().list().items().get(0).createdAt()).isNull();
        }

        @ParameterizedTest
        @MethodSource("io.videoprovider.livekit.LiveKitUnreadableTest#oddValues")
        void an_egress_with_odd_values_does_not_hide_the_others(String odd) {
            answers.put(
                    "ListEgress",
                    "{\"items\":[{\"egress_id\":\"EG_1\",\"room_name\":\"lobby\",\"room_id\":" + odd + ",\"status\":"
                            + odd + ",\"started_at\":" + odd + ",\"ended_at\":" + odd + ",\"error\":" + odd
                            + ",\"file_results\":[{\"filename\":" + odd + ",\"size\":" + odd + ",\"duration\":" + odd
                            + "}]},{\"egress_id\":\"EG_2\",\"room_name\":\"lobby\",\"started_at\":\"1700000000000000000\"}]}");

            assertThat(video.recordings().list(LOBBY).items())
                    .extracting(recording -> recording.id().value())
                    .containsExactlyInAnyOrder("EG_1", "EG_2");
        }

        @ParameterizedTest
        @MethodSource("io.videoprovider.livekit.LiveKitUnreadableTest#oddValues")
        void a_participant_with_odd_values_does_not_hide_the_others(String odd) {
            answers.put(
                    "ListParticipants",
                    "{\"participants\":[{\"identity\":\"odd\",\"sid\":" + odd + ",\"joined_at\":" + odd + ",\"kind\":"
                            + odd + ",\"permission\":" + odd + ",\"attributes\":" + odd + ",\"tracks\":[{\"source\":"
                            + odd + "},7]},{\"identity\":\"alice\",\"sid\":\"PA_1\"}]}");

            assertThat(video.participants().list(LOBBY).items())
                    .extracting(Participant::userId)
                    .containsExactlyInAnyOrder("odd", "alice");
        }

        @ParameterizedTest
        @ValueSource(strings = {"7", "\"x\"", "null", "[]", "{}", "{\"name\":7}", "{\"name\":\"\"}"})
        void a_room_without_a_name_is_left_out(String room) {
            answers.put("ListRooms", "{\"rooms\":[" + room + ",{\"name\":\"lobby\"}]}");

            assertThat(video.calls().list().items()).extracting(Call::id).containsExactly(LOBBY);
        }

        @ParameterizedTest
        @ValueSource(strings = {"7", "{}", "{\"egress_id\":\"\"}", "{\"egress_id\":\"a/b\"}", "{\"egress_id\":\" \"}"})
        void an_egress_without_an_id_is_left_out_with_a_warning(String egress) {
            answers.put("ListEgress", "{\"items\":[" + egress + ",{\"egress_id\":\"EG_2\",\"room_name\":\"lobby\"}]}");
            CapturedLog log = CapturedLog.start();

            assertThat(video.recordings().list(LOBBY).items())
                    .extracting(Recording::id)
                    .containsExactly(new RecordingId("EG_2"));
            assertThat(log.text().contains("left out an item that cannot be read"))
                    .isEqualTo(egress.startsWith("{"));
        }

        @Test
        void an_ingress_and_a_participant_without_an_id_are_left_out() {
            answers.put(
                    "ListIngress",
                    "{\"items\":[{},{\"ingress_id\":\"?\"},{\"ingress_id\":\"IN_1\",\"room_name\":\"lobby\"}]}");
            answers.put("ListParticipants", "{\"participants\":[{},{\"identity\":\"alice\"}]}");

            assertThat(video.require(Ingresses.class).list(LOBBY).items())
                    .extracting(Ingress::id)
                    .extracting(id -> id.value())
                    .containsExactly("IN_1");
            assertThat(video.participants().list(LOBBY).items())
                    .extracting(Participant::userId)
                    .containsExactly("alice");
        }

        @ParameterizedTest
        @ValueSource(strings = {"7", "\"x\"", "{}", "true"})
        void a_list_of_another_type_is_not_an_empty_list(String list) {
            answers.put("ListRooms", "{\"rooms\":" + list + "}");
            answers.put("ListParticipants", "{\"participants\":" + list + "}");
            answers.put("ListEgress", "{\"items\":" + list + "}");
            answers.put("ListIngress", "{\"items\":" + list + "}");

            assertThat(unreadable(() -> video.calls().list()).operation()).isEqualTo("ListRooms");
            assertThat(unreadable(() -> video.participants().list(LOBBY)).operation())
                    .isEqualTo("ListParticipants");
            assertThat(unreadable(() -> video.recordings().list(LOBBY)).operation())
                    .isEqualTo("ListEgress");
            assertThat(unreadable(() -> video.require(Ingresses.class).list(LOBBY))
                            .operation())
                    .isEqualTo("ListIngress");
        }
    }

    @Nested
    class EmptyObjects {

        @Test
        void is_not_a_call() {
            assertThat(unreadable(() -> video.calls().get(LOBBY)).outcomeUnknown())
                    .isFalse();
            assertThat(unreadable(() -> video.calls().getOrCreate(CallRequest.of(LOBBY)))
                            .outcomeUnknown())
                    .isTrue();
            answers.put("ListRooms", "{\"rooms\":[{\"name\":\"lobby\"}]}");
            assertThat(unreadable(() -> video.calls()
                                    .update(
                                            LOBBY,
                                            CallUpdate.builder().title("x").build()))
                            .outcomeUnknown())
                    .isTrue();
            answers.put("ListRooms", "{\"rooms\":[{}]}");
            unreadable(() -> video.calls().get(LOBBY));
        }

        @Test
        void is_not_a_participant() {
            unreadable(() -> video.participants().get(LOBBY, "alice"));
            assertThat(unreadable(() -> video.participants()
                                    .update(
                                            LOBBY,
                                            "alice",
                                            ParticipantUpdate.builder()
                                                    .displayName("Alice")
                                                    .build()))
                            .outcomeUnknown())
                    .isTrue();
        }

        @Test
        void is_not_a_recording_and_not_a_broadcast() {
            answers.put("ListEgress", "{\"items\":[]}");
            for (String body : new String[] {"{}", "{\"egress_id\":7}", "{\"egress_id\":\"a/b\"}"}) {
                answers.put("StartEgress", body);
                VideoException failure = unreadable(() -> video.recordings()
                        .start(LOBBY, RecordingRequest.composite().build()));
                assertThat(failure.operation()).isEqualTo("StartEgress");
                assertThat(failure.outcomeUnknown()).isTrue();
                assertThat(unreadable(() -> video.require(Broadcasts.class)
                                        .start(
                                                LOBBY,
                                                BroadcastRequest.push(BroadcastDestination.rtmp(
                                                                "rtmp://example.com/live", "key"))
                                                        .build()))
                                .outcomeUnknown())
                        .isTrue();
            }
            answers.remove("ListEgress");
            unreadable(() -> video.recordings().get(new RecordingId("EG_1")));
            unreadable(() -> video.require(Broadcasts.class).get(new BroadcastId("EG_1")));
            answers.put("ListEgress", "{\"items\":[{\"egress_id\":\"EG_1\",\"status\":\"EGRESS_ACTIVE\"}]}");
            assertThat(unreadable(() -> video.recordings().stop(new RecordingId("EG_1")))
                            .outcomeUnknown())
                    .isTrue();
        }

        @Test
        void is_not_an_ingress() {
            assertThat(unreadable(() -> video.require(Ingresses.class)
                                    .create(LOBBY, IngressRequest.rtmp("alice").build()))
                            .outcomeUnknown())
                    .isTrue();
        }

        @Test
        void the_recording_that_an_unreadable_start_left_is_found() {
            answers.put("StartEgress", "{}");
            answers.put("ListRooms", "{\"rooms\":[{\"name\":\"lobby\",\"sid\":\"RM_1\"}]}");
            String request = "{\"room_name\":\"lobby\",\"template\":{},\"outputs\":[{\"file\":{\"file_type\":\"MP4\","
                    + "\"filepath\":\"{room_name}-{time}.mp4\"}}]}";
            String found =
                    "{\"items\":[{\"egress_id\":\"EG_1\",\"room_name\":\"lobby\",\"room_id\":\"RM_1\",\"status\":"
                            + "\"EGRESS_ACTIVE\",\"file_results\":[{}],\"egress\":" + request + "}]}";
            server.setDispatcher(new Dispatcher() {
                private boolean started;

                @Override
                public MockResponse dispatch(RecordedRequest sent) {
                    String path = String.valueOf(sent.getTarget());
                    started |= path.endsWith("/StartEgress");
                    String body = path.endsWith("/ListEgress")
                            ? (started ? found : "{\"items\":[]}")
                            : path.endsWith("/ListRooms") ? String.valueOf(answers.get("ListRooms")) : "{}";
                    return new MockResponse.Builder().body(body).build();
                }
            });

            assertThat(video.recordings()
                            .start(LOBBY, RecordingRequest.composite().build())
                            .id())
                    .isEqualTo(new RecordingId("EG_1"));
        }
    }

    @Test
    void a_call_that_does_not_exist_names_operation_status_code_and_request() {
        answers.put("ListRooms", "{\"rooms\":[]}");
        answers.put("ListParticipants", "{\"participants\":[]}");

        for (Function<LiveKitVideoProvider, @Nullable Object> act :
                Stream.<Function<LiveKitVideoProvider, @Nullable Object>>of(
                                v -> v.calls().get(LOBBY),
                                v -> v.calls()
                                        .update(
                                                LOBBY,
                                                CallUpdate.builder().title("x").build()),
                                v -> v.participants().list(LOBBY))
                        .toList()) {
            NotFoundException failure = catchThrowableOfType(NotFoundException.class, () -> act.apply(video));

            assertThat(failure.operation()).isEqualTo("ListRooms");
            assertThat(failure.status()).isEqualTo(200);
            assertThat(failure.code()).isEqualTo("not_found");
            assertThat(failure.requestId()).isNotBlank();
            assertThat(failure.attempts()).isEqualTo(1);
            assertThat(failure.outcomeUnknown()).isFalse();
        }
    }

    @Test
    void a_generic_call_returns_any_object() {
        assertThat(video.unwrap(LiveKitClient.class)
                        .call(
                                "RoomService",
                                "CreateRoom",
                                Json.builder().put("name", "x").build())
                        .asMap())
                .isEmpty();
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

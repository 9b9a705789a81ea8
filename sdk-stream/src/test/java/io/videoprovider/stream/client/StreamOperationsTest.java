package io.videoprovider.stream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamRequest;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.resilience.RetryClass;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.testkit.provider.FailureMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each operation sends, and what it does at the server. */
class StreamOperationsTest {

    private static final CallId ROOM = CallId.of("room");

    /** Operation, method, path below {@code /api/v2/video} with the query, and body. Generated ids are {@code *}. */
    private static final String REQUESTS = """
            GetOrCreateCall POST /call/default/new {"data":{"created_by_id":"alice"}}
            GetOrCreateCall POST /call/default/room {"ring":true,"video":true,"data":{"created_by_id":"alice"}}
            GetCall GET /call/default/room
            GetCall GET /call/default/room?notify=true
            QueryCalls POST /calls {}
            UpdateCall PATCH /call/default/room {"custom":{"a":"b"}}
            EndCall POST /call/default/room/mark_ended {}
            DeleteCall POST /call/default/room/delete {"hard":false}
            QueryCallMembers POST /call/members {"type":"default","id":"room"}
            UpdateCallMembers POST /call/default/room/members {"update_members":[{"user_id":"carol"}]}
            QueryCallParticipants POST /call/default/room/participants?limit=100 {"filter_conditions":{}}
            KickUser POST /call/default/room/kick {"user_id":"alice","block":false}
            MuteUsers POST /call/default/room/mute_users {"user_ids":["alice"],"video":true,"muted_by_id":"carol"}
            UpdateUserPermissions POST /call/default/room/user_permissions {"user_id":"alice","revoke_permissions":["send-audio"]}
            SendCallEvent POST /call/default/room/event {"user_id":"alice","custom":{"a":"b"}}
            RingCall POST /call/default/other/ring {"members_ids":["carol"],"video":true}
            GoLive POST /call/default/other/go_live {"start_hls":true}
            StopLive POST /call/default/other/stop_live {"continue_hls":true}
            BlockUser POST /call/default/other/block {"user_id":"alice"}
            UnblockUser POST /call/default/other/unblock {"user_id":"carol"}
            VideoPin POST /call/default/room/pin {"user_id":"alice","session_id":"*"}
            VideoUnpin POST /call/default/room/unpin {"user_id":"alice","session_id":"*"}
            CollectUserFeedback POST /call/default/room/feedback {"rating":4,"sdk":"java","sdk_version":"1"}
            GetEdges GET /edges
            StartRecording POST /call/default/room/recordings/composite/start {}
            StopRecording POST /call/default/other/recordings/composite/stop {}
            ListRecordings GET /call/default/room/recordings
            DeleteRecording DELETE /call/default/other/*/recordings/*.mp4
            StartFrameRecording POST /call/default/room/start_frame_recording {}
            StopFrameRecording POST /call/default/other/stop_frame_recording {}
            StartTranscription POST /call/default/room/start_transcription {}
            StopTranscription POST /call/default/other/stop_transcription {}
            ListTranscriptions GET /call/default/room/transcriptions
            DeleteTranscription DELETE /call/default/other/*/transcriptions/*.jsonl
            StartClosedCaptions POST /call/default/room/start_closed_captions {}
            StopClosedCaptions POST /call/default/other/stop_closed_captions {}
            SendClosedCaption POST /call/default/room/closed_captions {"speaker_id":"alice","text":"hello"}
            StartHLSBroadcasting POST /call/default/room/start_broadcasting {}
            StopHLSBroadcasting POST /call/default/other/stop_broadcasting {}
            StartRTMPBroadcasts POST /call/default/room/rtmp_broadcasts {"broadcasts":[{"name":"push","stream_url":"rtmp://example.com/live","stream_key":"key"}]}
            StopRTMPBroadcast POST /call/default/other/rtmp_broadcasts/push/stop {}
            StopAllRTMPBroadcasts POST /call/default/other/rtmp_broadcasts/stop {}
            ListCallTypes GET /calltypes
            CreateCallType POST /calltypes {"name":"webinar"}
            GetCallType GET /calltypes/default
            UpdateCallType PUT /calltypes/development {"grants":{"user":["join-call"]}}
            DeleteCallType DELETE /calltypes/webinar
            GetActiveCallsStatus GET /active_calls_status
            QueryCallStats POST /call/stats {"filter_conditions":{"call_cid":"default:room"},"limit":10}
            QueryCallSessionStats POST /call_stats {"limit":10}
            QueryAggregateCallStats POST /stats {"report_types":["call_duration_report"]}
            QueryUserFeedback POST /call/feedback?full=true {"limit":10}
            GetDailyDigest GET /stats/daily_digest?date=2026-01-02
            GetCallReport GET /call/default/room/report?session_id=*
            GetCallStatsMap GET /call_stats/default/room/*/map?exclude_sfus=true
            QueryCallSessionParticipantStats GET /call_stats/default/room/*/participants?filter_conditions={"user_id":"alice"}&limit=10
            GetCallSessionParticipantStatsDetails GET /call_stats/default/room/*/participant/alice/*/details?max_points=7
            GetCallSessionParticipantStatsTimeline GET /call_stats/default/room/*/participants/alice/*/timeline?severity=info,error
            QueryCallParticipantSessions GET /call/default/room/session/*/participant_sessions?limit=10
            GetCallParticipantSessionMetrics GET /call/default/room/session/*/participant/alice/*/details/track?since=2026-01-02T00:00:00Z
            ReportClientCallEvent POST /call_client_event {"events":[{"event_type":"join"}]}
            ListSIPTrunks GET /sip/inbound_trunks
            CreateSIPTrunk POST /sip/inbound_trunks {"name":"office","numbers":["+31201234567"]}
            UpdateSIPTrunk PUT /sip/inbound_trunks/* {"name":"other","numbers":["+31201234567"]}
            DeleteSIPTrunk DELETE /sip/inbound_trunks/*
            ListSIPInboundRoutingRule GET /sip/inbound_routing_rules
            CreateSIPInboundRoutingRule POST /sip/inbound_routing_rules {"name":"first","trunk_ids":["*"],"caller_configs":{"id":"caller"},"direct_routing_configs":{"call_type":"default","call_id":"room"}}
            UpdateSIPInboundRoutingRule PUT /sip/inbound_routing_rules/* {"name":"second","trunk_ids":["*"],"caller_configs":{"id":"caller"},"direct_routing_configs":{"call_type":"default","call_id":"room"}}
            DeleteSIPInboundRoutingRule DELETE /sip/inbound_routing_rules/*
            ResolveSipAuth POST /sip/auth {"sip_caller_number":"+4930123456","sip_trunk_number":"+31201234567"}
            ResolveSipInbound POST /sip/resolve {"sip_caller_number":"+4930123456","sip_trunk_number":"+31201234567","challenge":{}}
            """;

    static Stream<StreamOperation> videoOperations() {
        return Stream.of(StreamOperation.values())
                .filter(operation -> operation.segments().get(0).equals("video"));
    }

    @ParameterizedTest
    @MethodSource("videoOperations")
    void sends_the_vendors_request_and_takes_effect(StreamOperation operation) {
        try (StreamChaosTest.Stage stage = new StreamChaosTest.Stage(operation, "", FailureMode.FAILED)) {
            var scenario = new StreamChaosTest().scenario(operation);
            if (operation.retryClass() != RetryClass.READ) {
                assertThat(scenario.effects().applyAsInt(stage))
                        .as("effect before")
                        .isZero();
            }

            scenario.act().accept(stage);

            if (operation.retryClass() != RetryClass.READ) {
                assertThat(scenario.effects().applyAsInt(stage)).as("effect").isEqualTo(1);
            }
            assertThat(requestOf(operation, stage.emulator))
                    .isIn(REQUESTS.lines().toList());
        }
    }

    private static String requestOf(StreamOperation operation, StreamEmulator emulator) {
        List<StreamRequest> sent = emulator.requests().stream()
                .filter(request -> request.headers().containsKey("x-chaos"))
                .toList();
        assertThat(sent).hasSize(1);
        StreamRequest request = sent.get(0);
        assertThat(request.operation()).isEqualTo(operation.operationName());
        Map<String, String> query = new TreeMap<>(request.query());
        assertThat(query.remove("api_key")).isEqualTo("key");
        String line = request.operation() + " " + request.method() + " "
                + request.path().substring("/api/v2/video".length())
                + (query.isEmpty()
                        ? ""
                        : query.entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .collect(Collectors.joining("&", "?", "")))
                + (request.body().isEmpty() ? "" : " " + request.body());
        return line.replaceAll("(rec|transcript)_default_[^.]*", "*")
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "*");
    }

    @Test
    void all_requests_of_the_table_belong_to_operations() {
        List<String> names =
                videoOperations().map(StreamOperation::operationName).sorted().toList();

        assertThat(REQUESTS.lines()
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .sorted())
                .isEqualTo(names);
    }

    @Nested
    class AtTheEmulator {

        private final StreamEmulator emulator =
                StreamEmulator.builder().user("carol").start();
        private final StreamVideoProvider video = StreamVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey("key")
                .apiSecret("secret")
                .build();
        private final StreamClient client = video.unwrap(StreamClient.class);

        @AfterEach
        void stop() {
            video.close();
            emulator.close();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a/b", "a?x=1", "a#b", "../../app", "..", "%2e%2e", "a\\b", "a\nb", "", "\ud83d"})
        void hostile_ids_are_refused_by_field_before_a_request(String hostile) {
            CallId call = CallId.unchecked("default", hostile);
            videoOperations().forEach(operation -> {
                List<String> fields = operation.segments().stream()
                        .filter(segment -> segment.startsWith("{"))
                        .map(segment -> segment.substring(1, segment.length() - 1))
                        .toList();
                for (int i = 0; i < fields.size(); i++) {
                    String[] values = fields.stream().map(field -> "x").toArray(String[]::new);
                    values[i] = hostile;
                    refused(fields.get(i), () -> StreamTransport.segments(operation, values));
                }
            });
            refused("id", () -> client.calls().ringCall(call, List.of(), false));
            refused("id", () -> client.statistics().getCallReport(call, null));
            refused("session", () -> client.statistics().getCallReport(ROOM, hostile));
            refused("session", () -> client.recordings().deleteRecording(ROOM, hostile, "a.mp4"));
            refused("filename", () -> client.recordings().deleteTranscription(ROOM, "s-1", hostile));
            refused("name", () -> client.callTypes().getCallType(hostile));
            refused(
                    "name",
                    () -> client.callTypes()
                            .createCallType(Json.builder().put("name", hostile).build()));
            refused("id", () -> client.sip().deleteSipTrunk(hostile));
            refused("userId", () -> client.calls().blockUser(ROOM, hostile));
            refused("userId", () -> client.calls().unblockUser(ROOM, hostile));
            refused("userId", () -> client.calls().videoPin(ROOM, hostile, "s-1"));
            refused("memberId", () -> client.calls().ringCall(ROOM, List.of("alice", hostile), false));
            refused(
                    "speaker_id",
                    () -> client.recordings()
                            .sendClosedCaption(
                                    ROOM,
                                    Json.builder().put("speaker_id", hostile).build()));
            refused(
                    "userId",
                    () -> client.statistics()
                            .getCallParticipantSessionMetrics(ROOM, "s-1", hostile, "u-1", Json.EMPTY));
            refused(
                    "user_session",
                    () -> client.statistics()
                            .getCallParticipantSessionMetrics(ROOM, "s-1", "alice", hostile, Json.EMPTY));
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void hostile_values_of_a_query_are_refused_by_field_before_a_request() {
            for (String hostile : List.of("a\nb", "\ud83d", "x".repeat(8193))) {
                refused(
                        "query.next",
                        () -> client.statistics()
                                .queryCallParticipantSessions(
                                        ROOM,
                                        "s-1",
                                        Json.builder().put("next", hostile).build()));
            }
            refused(
                    "query.api_key",
                    () -> client.statistics()
                            .getCallStatsMap(
                                    ROOM,
                                    "s-1",
                                    Json.builder().put("api_key", "x").build()));
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void ring_and_notify_are_refused_where_a_request_may_be_repeated() {
            refused("ring", () -> client.calls().getOrCreateCall(ROOM, json("{'ring':true}")));
            refused("ring", () -> client.calls().getOrCreateCall(ROOM, json("{'notify':true}")));
            refused("ring", () -> client.calls().getOrCreateCallAndNotify(ROOM, json("{'ring':false}")));
            refused(
                    "number of memberIds",
                    () -> client.calls()
                            .ringCall(
                                    ROOM,
                                    Stream.generate(() -> "alice").limit(26).toList(),
                                    false));
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void what_does_not_exist_or_run_is_reported_by_type() {
            client.calls().getOrCreateCall(ROOM, json("{'data':{'created_by_id':'carol'}}"));

            for (Consumer<StreamClient> use : List.<Consumer<StreamClient>>of(
                    all -> all.recordings().deleteRecording(ROOM, "s-1", "a.mp4"),
                    all -> all.recordings().deleteTranscription(ROOM, "s-1", "a.jsonl"),
                    all -> all.callTypes().deleteCallType("absent"),
                    all -> all.sip().deleteSipTrunk("absent"),
                    all -> all.sip().deleteSipInboundRoutingRule("absent"),
                    all -> all.statistics().getCallReport(ROOM, "absent"),
                    all -> all.calls().goLive(CallId.of("absent"), Json.EMPTY))) {
                assertThatThrownBy(() -> use.accept(client)).isInstanceOf(NotFoundException.class);
            }
            for (Consumer<StreamClient> use : List.<Consumer<StreamClient>>of(
                    all -> all.recordings().startTranscription(ROOM, Json.EMPTY),
                    all -> all.recordings().stopTranscription(ROOM, Json.EMPTY),
                    all -> all.recordings().stopClosedCaptions(ROOM, Json.EMPTY),
                    all -> all.recordings().stopFrameRecording(ROOM),
                    all -> all.calls().goLive(ROOM, json("{'start_hls':true}")))) {
                assertThatThrownBy(() -> use.accept(client)).isInstanceOf(ConflictException.class);
            }
        }

        @Test
        void lists_of_objects_in_a_query_are_json() {
            List<Json> sort = List.of(json("{'field':'joined_at','direction':-1}"));

            assertThatThrownBy(() -> client.statistics()
                            .queryCallSessionParticipantStats(
                                    ROOM,
                                    "s-1",
                                    Json.builder().put("sort", sort).build()))
                    .isInstanceOf(NotFoundException.class);

            assertThat(emulator.requests().get(0).query())
                    .containsEntry("sort", "[{\"field\":\"joined_at\",\"direction\":-1}]");
        }

        @Test
        void statistics_count_connections_and_pages_continue() {
            client.calls().getOrCreateCall(ROOM, json("{'data':{'created_by_id':'carol'}}"));
            List<String> sessions = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var alice = emulator.join(client.mint(UserToken.builder("alice").build()), ROOM.toString());
                alice.publish("microphone");
                emulator.join(client.mint(UserToken.builder("bob").build()), ROOM.toString())
                        .leave();
                sessions.add(alice.sessionId());
                alice.leave();
            }

            Json first = client.statistics().queryCallStats(json("{'limit':2}"));
            Json second = client.statistics()
                    .queryCallStats(Json.builder()
                            .put("limit", 2)
                            .put("next", first.string("next"))
                            .build());
            assertThat(Stream.concat(first.objects("reports").stream(), second.objects("reports").stream())
                            .map(report -> report.string("call_session_id")))
                    .containsExactlyElementsOf(sessions);
            assertThat(second.has("next")).isFalse();
            Json counts = client.statistics()
                    .queryCallSessionParticipantStats(ROOM, sessions.get(0), Json.EMPTY)
                    .object("counts");
            assertThat(counts.number("participants")).isEqualTo(2);
            assertThat(counts.number("publishers")).isEqualTo(1);
            assertThat(counts.number("peak_concurrent_users")).isEqualTo(2);
            assertThat(counts.number("live_sessions")).isZero();
            assertThat(client.statistics()
                            .queryCallParticipantSessions(ROOM, sessions.get(2), json("{'limit':1}"))
                            .objects("participants_sessions"))
                    .singleElement()
                    .satisfies(connection ->
                            assertThat(connection.string("user_id")).isEqualTo("alice"));
        }
    }

    private static void refused(String field, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field));
    }

    private static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }
}

package io.videoprovider.stream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamParticipant;
import io.videoprovider.emulator.stream.StreamRequest;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.testkit.provider.ChaosStage;
import io.videoprovider.testkit.provider.FailureMode;
import io.videoprovider.testkit.provider.ProviderChaosContract;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Every operation in every failure mode. */
class StreamChaosTest extends ProviderChaosContract<StreamOperation, StreamChaosTest.Stage> {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";
    private static final CallId ROOM = CallId.of("room");
    private static final CallId OTHER = CallId.of("other");
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Duration TASK_PATIENCE = Duration.ofSeconds(30);
    private static final Json DEVICE = json("{'id':'push-token','push_provider':'apn'}");
    private static final Json TRUNK = json("{'name':'office','numbers':['+31201234567']}");
    private static final Json RTMP = json("{'name':'push','stream_url':'rtmp://example.com/live','stream_key':'key'}");

    StreamChaosTest() {
        super(
                "stream",
                List.of(StreamOperation.values()),
                EnumSet.complementOf(EnumSet.of(FailureMode.NO_WORKER)),
                "x-client-request-id");
    }

    @Override
    protected Stage stage(StreamOperation failing, FailureMode mode) {
        // After a conflict, the call is looked up.
        return new Stage(failing, failing == StreamOperation.GO_LIVE ? "/go_live" : "", mode);
    }

    @Override
    protected List<RecordingStart<Stage>> recordingStarts() {
        return List.of(
                new RecordingStart<>("composite", RecordingRequest.composite().build(), StreamChaosTest::starting),
                new RecordingStart<>(
                        "composite with settings",
                        RecordingRequest.composite().layout(Layout.GRID).build(),
                        StreamChaosTest::starting));
    }

    private static Stage starting(FailureMode mode) {
        return new Stage(StreamOperation.START_RECORDING, "/start", mode);
    }

    @Override
    protected void verifyActive(Stage stage, Recording recording) {
        assertThat(recording.sessionId()).isEqualTo(stage.alice.sessionId());
        assertThat(stage.recording()).isTrue();
    }

    private static StreamFault fault(FailureMode mode) {
        return switch (mode) {
            case CLOSED -> StreamFault.dropBeforeProcessing();
            case CLOSED_DONE -> StreamFault.dropAfterProcessing();
            case RESET -> StreamFault.reset();
            case TRUNCATED -> StreamFault.truncatedBody();
            case SLOW -> StreamFault.delay(FailureMode.SLOW_RESPONSE);
            case TIMEOUT -> StreamFault.api(408, 23, "request timed out");
            // The server, and the emulator, add the time of the reset to every response; this one comes without.
            case BUSY -> StreamFault.api(429, 9, "Too many requests").header("X-RateLimit-Reset", "");
            case BUSY_A_SECOND -> StreamFault.rateLimited(Duration.ofSeconds(1));
            case BUSY_A_MINUTE -> StreamFault.rateLimited(Duration.ofSeconds(60));
            case FAILED -> StreamFault.api(500, -1, "internal error");
            case DOWN -> StreamFault.text(503, "<h1>sorry</h1>");
            case UNRECOVERABLE -> StreamFault.unrecoverable(500, -1, "internal error");
            case NOT_JSON -> StreamFault.body(200, "text/html", "<h1>log in</h1>");
            case NO_CONNECTION, NO_WORKER -> throw new AssertionError(mode);
        };
    }

    @Override
    protected Scenario<Stage> scenario(StreamOperation operation) {
        return switch (operation) {
            case QUERY_USERS ->
                Scenario.reads(stage -> assertThat(stage.client.users().queryUsers(user("alice")))
                        .hasSize(1));
            case UPSERT_USERS ->
                Scenario.creates(
                        stage -> stage.client.users().upsertUsers(List.of(json("{'id':'bob'}"))),
                        stage -> stage.observer.users().queryUsers(user("bob")).size());
            case UPDATE_USERS ->
                Scenario.sets(
                        stage -> stage.client.users().revokeUserTokens("alice", LONG_AGO),
                        stage -> stage.observer
                                .users()
                                .queryUsers(user("alice"))
                                .get(0)
                                .has("revoke_tokens_issued_before"));
            case UPDATE_APP ->
                Scenario.sets(
                        stage -> stage.client.app().revokeAllTokens(LONG_AGO),
                        stage -> stage.observer
                                .request("GET", "app", null)
                                .object("app")
                                .has("revoke_tokens_issued_before"));
            case DELETE_USERS ->
                Scenario.sets(
                        stage -> stage.client.users().deleteUsers(List.of("dave"), Json.EMPTY),
                        stage -> stage.users("dave").isEmpty());
            case RESTORE_USERS ->
                Scenario.sets(
                        stage -> stage.client.users().restoreUsers(List.of("erin")),
                        stage -> !stage.users("erin").isEmpty());
            case DEACTIVATE_USER ->
                Scenario.sets(
                        stage -> stage.client.users().deactivateUser("dave", Json.EMPTY),
                        stage -> stage.deactivated("dave"));
            case DEACTIVATE_USERS ->
                Scenario.sets(
                        stage -> stage.client.users().deactivateUsers(List.of("dave"), Json.EMPTY),
                        stage -> stage.deactivated("dave"));
            case REACTIVATE_USER ->
                Scenario.sets(
                        stage -> stage.client.users().reactivateUser("erin", Json.EMPTY),
                        stage -> !stage.deactivated("erin"));
            case REACTIVATE_USERS ->
                Scenario.sets(
                        stage -> stage.client.users().reactivateUsers(List.of("erin"), Json.EMPTY),
                        stage -> !stage.deactivated("erin"));
            case LIST_DEVICES ->
                Scenario.reads(stage ->
                        assertThat(stage.client.devices().listDevices("erin")).hasSize(1));
            case CREATE_DEVICE ->
                Scenario.creates(
                        stage -> stage.client.devices().createDevice("dave", DEVICE),
                        stage -> stage.observer.devices().listDevices("dave").size());
            case DELETE_DEVICE ->
                Scenario.sets(
                        stage -> stage.client.devices().deleteDevice("erin", "push-token"),
                        stage -> stage.observer.devices().listDevices("erin").isEmpty());
            case LIST_EXTERNAL_STORAGE ->
                Scenario.reads(stage -> assertThat(stage.client.storages().listExternalStorage())
                        .hasSize(1));
            case CREATE_EXTERNAL_STORAGE ->
                Scenario.creates(
                        stage -> stage.client.storages().createExternalStorage(storage("new", "bucket")),
                        stage -> stage.storages("new", "bucket"));
            case UPDATE_EXTERNAL_STORAGE ->
                Scenario.sets(
                        stage -> stage.client.storages().updateExternalStorage(storage("mine", "other")),
                        stage -> stage.storages("mine", "other") == 1);
            case DELETE_EXTERNAL_STORAGE ->
                Scenario.sets(
                        stage -> stage.client.storages().deleteExternalStorage("mine"),
                        stage -> stage.storages("mine", "bucket") == 0);
            case CHECK_EXTERNAL_STORAGE ->
                Scenario.unobservable(
                        stage -> assertThat(stage.client.storages().checkExternalStorage("mine"))
                                .contains("bucket"));
            case GET_APP ->
                Scenario.reads(stage ->
                        assertThat(stage.client.app().getApp().string("name")).isNotEmpty());
            case GET_OR_CREATE_CHANNEL ->
                Scenario.creates(
                        stage -> stage.client
                                .chat()
                                .getOrCreateChannel("messaging", "new", json("{'data':{'created_by_id':'alice'}}")),
                        stage -> stage.channel("new"));
            case GET_CHANNEL ->
                Scenario.reads(stage -> assertThat(stage.client
                                .chat()
                                .getChannel("messaging", "room")
                                .objects("members"))
                        .isEmpty());
            case UPDATE_CHANNEL ->
                Scenario.creates(
                        stage -> stage.client
                                .chat()
                                .updateChannel("messaging", "room", json("{'add_members':[{'user_id':'alice'}]}")),
                        stage -> stage.observer
                                .chat()
                                .getChannel("messaging", "room")
                                .objects("members")
                                .size());
            case DELETE_CHANNEL ->
                Scenario.sets(
                        stage -> stage.client.chat().deleteChannel("messaging", "room", true),
                        stage -> stage.channel("room") == 0);
            case DELETE_CHANNELS ->
                Scenario.sets(
                        stage -> stage.client.chat().deleteChannels(List.of("messaging:room"), true),
                        stage -> stage.channel("room") == 0);
            case GET_TASK ->
                Scenario.reads(stage -> assertThat(stage.client
                                .awaitTask(stage.task, TASK_PATIENCE)
                                .write())
                        .contains("ok"));
            case GET_OR_CREATE_CALL ->
                Scenario.creates(
                        stage -> stage.client
                                .calls()
                                .getOrCreateCall(CallId.of("new"), json("{'data':{'created_by_id':'alice'}}")),
                        stage -> stage.calls("default:new"));
            case GET_CALL ->
                Scenario.reads(stage ->
                        assertThat(stage.client.calls().getCall(ROOM).cid()).isEqualTo("default:room"));
            case QUERY_CALLS ->
                Scenario.reads(stage -> assertThat(
                                stage.client.calls().queryCalls(Json.EMPTY).objects("calls"))
                        .isNotEmpty());
            case UPDATE_CALL ->
                Scenario.sets(
                        stage -> stage.client.calls().updateCall(ROOM, json("{'custom':{'a':'b'}}")),
                        stage -> stage.room().custom().has("a"));
            case END_CALL ->
                Scenario.sets(
                        stage -> stage.client.calls().endCall(ROOM),
                        stage -> stage.room().endedAt() != null);
            // Each processed request notifies once more.
            case NOTIFY_MEMBERS ->
                Scenario.creates(stage -> stage.client.calls().notifyMembers(ROOM), Stage::processed);
            case DELETE_CALL ->
                Scenario.sets(
                        stage -> stage.client.calls().deleteCall(ROOM, false),
                        stage -> stage.calls("default:room") == 0);
            case QUERY_MEMBERS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .calls()
                                .queryMembers(ROOM, Json.EMPTY)
                                .objects("members"))
                        .isNotNull());
            case UPDATE_MEMBERS ->
                Scenario.creates(
                        stage -> stage.client
                                .calls()
                                .updateMembers(ROOM, json("{'update_members':[{'user_id':'carol'}]}")),
                        stage -> (int) stage.observer.calls().queryMembers(ROOM, Json.EMPTY).objects("members").stream()
                                .filter(member -> member.string("user_id").equals("carol"))
                                .count());
            case QUERY_PARTICIPANTS ->
                Scenario.reads(stage -> assertThat(
                                CallClient.participants(stage.client.calls().queryParticipants(ROOM, Json.EMPTY)))
                        .hasSize(1));
            case KICK_USER ->
                Scenario.sets(
                        stage -> stage.client.calls().kickUser(ROOM, "alice", false),
                        stage -> !stage.alice.connected());
            case MUTE_USERS ->
                Scenario.sets(
                        stage -> stage.client
                                .calls()
                                .muteUsers(ROOM, json("{'user_ids':['alice'],'video':true,'muted_by_id':'carol'}")),
                        stage -> stage.alice.muted(stage.track));
            case UPDATE_PERMISSIONS ->
                Scenario.sets(
                        stage ->
                                stage.client.calls().updatePermissions(ROOM, "alice", List.of(), List.of("send-audio")),
                        stage -> !stage.alice.capabilities().contains("send-audio"));
            // Each processed request sends one more event to all participants.
            case SEND_EVENT ->
                Scenario.creates(
                        stage -> stage.client.calls().sendEvent(ROOM, "alice", json("{'a':'b'}")), Stage::processed);
            case START_RECORDING ->
                Scenario.sets(
                        stage -> stage.client.recordings().startRecording(ROOM, "composite", null), Stage::recording);
            case STOP_RECORDING ->
                Scenario.sets(
                        stage -> stage.client.recordings().stopRecording(OTHER, "composite"),
                        stage -> !stage.observer.calls().getCall(OTHER).recording());
            case LIST_RECORDINGS ->
                Scenario.reads(stage -> assertThat(stage.client.recordings().listRecordings(ROOM))
                        .isEmpty());
            case DELETE_RECORDING ->
                Scenario.sets(
                        stage -> stage.client.recordings().deleteRecording(OTHER, stage.session, stage.file),
                        stage -> stage.observer
                                .recordings()
                                .listRecordings(OTHER)
                                .isEmpty());
            case START_TRANSCRIPTION ->
                Scenario.sets(
                        stage -> stage.client.recordings().startTranscription(ROOM, Json.EMPTY),
                        stage -> stage.room().transcribing());
            case STOP_TRANSCRIPTION ->
                Scenario.sets(
                        stage -> stage.client.recordings().stopTranscription(OTHER, Json.EMPTY),
                        stage -> !stage.other().transcribing());
            case LIST_TRANSCRIPTIONS ->
                Scenario.reads(stage -> assertThat(stage.client.recordings().listTranscriptions(ROOM))
                        .isEmpty());
            case DELETE_TRANSCRIPTION ->
                Scenario.sets(
                        stage -> stage.client
                                .recordings()
                                .deleteTranscription(OTHER, stage.transcript.sessionId(), stage.transcript.filename()),
                        stage -> stage.observer
                                .recordings()
                                .listTranscriptions(OTHER)
                                .isEmpty());
            case START_CLOSED_CAPTIONS ->
                Scenario.sets(
                        stage -> stage.client.recordings().startClosedCaptions(ROOM, Json.EMPTY),
                        stage -> stage.room().captioning());
            case STOP_CLOSED_CAPTIONS ->
                Scenario.sets(
                        stage -> stage.client.recordings().stopClosedCaptions(OTHER, Json.EMPTY),
                        stage -> !stage.other().captioning());
            case START_HLS_BROADCASTING ->
                Scenario.sets(
                        stage -> stage.client.broadcasts().startHlsBroadcasting(ROOM),
                        stage -> stage.broadcasting("room"));
            case STOP_HLS_BROADCASTING ->
                Scenario.sets(
                        stage -> stage.client.broadcasts().stopHlsBroadcasting(OTHER),
                        stage -> !stage.broadcasting("other"));
            case START_RTMP_BROADCASTS ->
                Scenario.creates(
                        stage -> stage.client.broadcasts().startRtmpBroadcast(ROOM, RTMP),
                        stage -> stage.room().rtmpBroadcasts().size());
            case STOP_RTMP_BROADCAST ->
                Scenario.sets(
                        stage -> stage.client.broadcasts().stopRtmpBroadcast(OTHER, "push"),
                        stage -> stage.observer
                                .calls()
                                .getCall(OTHER)
                                .rtmpBroadcasts()
                                .isEmpty());
            case GET_OR_CREATE_CALL_AND_NOTIFY ->
                Scenario.creates(
                        stage -> stage.client
                                .calls()
                                .getOrCreateCallAndNotify(
                                        ROOM, json("{'ring':true,'video':true,'data':{'created_by_id':'alice'}}")),
                        Stage::processed);
            case RING_CALL ->
                Scenario.creates(
                        stage -> assertThat(stage.client.calls().ringCall(OTHER, List.of("carol"), true))
                                .containsExactly("carol"),
                        Stage::processed);
            case GO_LIVE ->
                Scenario.sets(
                        stage -> stage.client.calls().goLive(OTHER, json("{'start_hls':true}")),
                        stage -> !stage.other().raw().bool("backstage"));
            case STOP_LIVE ->
                Scenario.sets(
                        stage -> stage.client.calls().stopLive(OTHER, json("{'continue_hls':true}")),
                        stage -> stage.other().raw().bool("backstage"));
            case BLOCK_USER ->
                Scenario.sets(stage -> stage.client.calls().blockUser(OTHER, "alice"), stage -> stage.blocked("alice"));
            case UNBLOCK_USER ->
                Scenario.sets(
                        stage -> stage.client.calls().unblockUser(OTHER, "carol"), stage -> !stage.blocked("carol"));
            case VIDEO_PIN ->
                Scenario.unobservable(
                        stage -> stage.client.calls().videoPin(ROOM, "alice", stage.alice.userSessionId()));
            case VIDEO_UNPIN ->
                Scenario.unobservable(
                        stage -> stage.client.calls().videoUnpin(ROOM, "alice", stage.alice.userSessionId()));
            case COLLECT_USER_FEEDBACK ->
                Scenario.creates(
                        stage -> stage.client
                                .calls()
                                .collectUserFeedback(ROOM, json("{'rating':4,'sdk':'java','sdk_version':'1'}")),
                        Stage::feedback);
            case GET_EDGES ->
                Scenario.reads(
                        stage -> assertThat(stage.client.calls().getEdges()).hasSize(1));
            case START_FRAME_RECORDING ->
                Scenario.sets(
                        stage -> stage.client.recordings().startFrameRecording(ROOM, null),
                        stage -> !stage.room().recordingStatus("frame").isEmpty());
            case STOP_FRAME_RECORDING ->
                Scenario.sets(
                        stage -> stage.client.recordings().stopFrameRecording(OTHER),
                        stage -> stage.other().recordingStatus("frame").isEmpty());
            case SEND_CLOSED_CAPTION ->
                Scenario.creates(
                        stage -> stage.client
                                .recordings()
                                .sendClosedCaption(ROOM, json("{'speaker_id':'alice','text':'hello'}")),
                        Stage::processed);
            case STOP_ALL_RTMP_BROADCASTS ->
                Scenario.sets(
                        stage -> stage.client.broadcasts().stopAllRtmpBroadcasts(OTHER),
                        stage -> stage.other().rtmpBroadcasts().isEmpty());
            case LIST_CALL_TYPES ->
                Scenario.reads(stage -> assertThat(
                                stage.client.callTypes().listCallTypes().has("default"))
                        .isTrue());
            case CREATE_CALL_TYPE ->
                Scenario.sets(
                        stage -> stage.client.callTypes().createCallType(json("{'name':'webinar'}")),
                        stage -> stage.callType("webinar"));
            case GET_CALL_TYPE ->
                Scenario.reads(stage -> assertThat(
                                stage.client.callTypes().getCallType("default").string("name"))
                        .isEqualTo("default"));
            case UPDATE_CALL_TYPE ->
                Scenario.sets(
                        stage -> stage.client
                                .callTypes()
                                .updateCallType("development", json("{'grants':{'user':['join-call']}}")),
                        stage -> stage.observer
                                        .callTypes()
                                        .getCallType("development")
                                        .object("grants")
                                        .strings("user")
                                        .size()
                                == 1);
            case DELETE_CALL_TYPE ->
                Scenario.sets(
                        stage -> stage.client.callTypes().deleteCallType("webinar"),
                        stage -> !stage.callType("webinar"));
            case GET_ACTIVE_CALLS_STATUS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .getActiveCallsStatus()
                                .object("summary")
                                .number("active_calls"))
                        .isEqualTo(2));
            case QUERY_CALL_STATS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .queryCallStats(json("{'filter_conditions':{'call_cid':'default:room'},'limit':10}"))
                                .objects("reports"))
                        .hasSize(1));
            case QUERY_CALL_SESSION_STATS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .queryCallSessionStats(json("{'limit':10}"))
                                .objects("call_stats"))
                        .hasSize(2));
            case QUERY_AGGREGATE_CALL_STATS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .queryAggregateCallStats(json("{'report_types':['call_duration_report']}"))
                                .has("duration"))
                        .isTrue());
            case QUERY_USER_FEEDBACK ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .queryUserFeedback(true, json("{'limit':10}"))
                                .objects("user_feedback"))
                        .isEmpty());
            case GET_DAILY_DIGEST ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .getDailyDigest(LocalDate.of(2026, 1, 2))
                                .string("date"))
                        .isEqualTo("2026-01-02"));
            case GET_CALL_REPORT ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .getCallReport(ROOM, stage.alice.sessionId())
                                .object("report")
                                .object("participants")
                                .number("sum"))
                        .isEqualTo(1));
            case GET_CALL_STATS_MAP ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .getCallStatsMap(ROOM, stage.alice.sessionId(), json("{'exclude_sfus':true}"))
                                .object("publishers")
                                .objects("publishers"))
                        .hasSize(1));
            case QUERY_CALL_SESSION_PARTICIPANT_STATS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .queryCallSessionParticipantStats(
                                        ROOM,
                                        stage.alice.sessionId(),
                                        json("{'limit':10,'filter_conditions':{'user_id':'alice'}}"))
                                .objects("participants"))
                        .hasSize(1));
            case GET_CALL_SESSION_PARTICIPANT_STATS_DETAILS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .getCallSessionParticipantStatsDetails(
                                        ROOM,
                                        stage.alice.sessionId(),
                                        "alice",
                                        stage.alice.userSessionId(),
                                        json("{'max_points':7}"))
                                .object("timeframe")
                                .number("max_points"))
                        .isEqualTo(7));
            case GET_CALL_SESSION_PARTICIPANT_STATS_TIMELINE ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .getCallSessionParticipantStatsTimeline(
                                        ROOM,
                                        stage.alice.sessionId(),
                                        "alice",
                                        stage.alice.userSessionId(),
                                        json("{'severity':['info','error']}"))
                                .objects("events"))
                        .hasSize(1));
            case QUERY_CALL_PARTICIPANT_SESSIONS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .queryCallParticipantSessions(ROOM, stage.alice.sessionId(), json("{'limit':10}"))
                                .objects("participants_sessions"))
                        .hasSize(1));
            case GET_CALL_PARTICIPANT_SESSION_METRICS ->
                Scenario.reads(stage -> assertThat(stage.client
                                .statistics()
                                .getCallParticipantSessionMetrics(
                                        ROOM,
                                        stage.alice.sessionId(),
                                        "alice",
                                        stage.alice.userSessionId(),
                                        json("{'since':'2026-01-02T00:00:00Z'}"))
                                .objects("published_tracks"))
                        .hasSize(1));
            case REPORT_CLIENT_CALL_EVENT ->
                Scenario.creates(
                        stage -> stage.client
                                .statistics()
                                .reportClientCallEvent(json("{'events':[{'event_type':'join'}]}")),
                        Stage::processed);
            case LIST_SIP_TRUNKS ->
                Scenario.reads(
                        stage -> assertThat(stage.client.sip().listSipTrunks()).hasSize(1));
            case CREATE_SIP_TRUNK ->
                Scenario.creates(
                        stage -> assertThat(
                                        stage.client.sip().createSipTrunk(TRUNK).string("password"))
                                .isNotEmpty(),
                        stage -> stage.observer.sip().listSipTrunks().size());
            case UPDATE_SIP_TRUNK ->
                Scenario.sets(
                        stage -> stage.client
                                .sip()
                                .updateSipTrunk(stage.made, json("{'name':'other','numbers':['+31201234567']}")),
                        stage -> stage.observer
                                .sip()
                                .listSipTrunks()
                                .get(0)
                                .string("name")
                                .equals("other"));
            case DELETE_SIP_TRUNK ->
                Scenario.sets(
                        stage -> stage.client.sip().deleteSipTrunk(stage.made),
                        stage -> stage.observer.sip().listSipTrunks().isEmpty());
            case LIST_SIP_INBOUND_ROUTING_RULE ->
                Scenario.reads(stage -> assertThat(stage.client.sip().listSipInboundRoutingRule())
                        .hasSize(1));
            case CREATE_SIP_INBOUND_ROUTING_RULE ->
                Scenario.creates(
                        stage -> stage.client.sip().createSipInboundRoutingRule(rule(stage.made, "first")),
                        stage ->
                                stage.observer.sip().listSipInboundRoutingRule().size());
            case UPDATE_SIP_INBOUND_ROUTING_RULE ->
                Scenario.sets(
                        stage -> stage.client
                                .sip()
                                .updateSipInboundRoutingRule(
                                        stage.made,
                                        rule(
                                                stage.observer
                                                        .sip()
                                                        .listSipTrunks()
                                                        .get(0)
                                                        .string("id"),
                                                "second")),
                        stage -> stage.observer
                                .sip()
                                .listSipInboundRoutingRule()
                                .get(0)
                                .string("name")
                                .equals("second"));
            case DELETE_SIP_INBOUND_ROUTING_RULE ->
                Scenario.sets(
                        stage -> stage.client.sip().deleteSipInboundRoutingRule(stage.made),
                        stage ->
                                stage.observer.sip().listSipInboundRoutingRule().isEmpty());
            case RESOLVE_SIP_AUTH ->
                Scenario.reads(stage -> assertThat(stage.client
                                .sip()
                                .resolveSipAuth(
                                        json("{'sip_caller_number':'+4930123456','sip_trunk_number':'+31201234567'}"))
                                .string("auth_result"))
                        .isEqualTo("password"));
            case RESOLVE_SIP_INBOUND ->
                Scenario.creates(
                        stage -> assertThat(stage.client
                                        .sip()
                                        .resolveSipInbound(
                                                json(
                                                        "{'sip_caller_number':'+4930123456','sip_trunk_number':'+31201234567','challenge':{}}"))
                                        .object("credentials")
                                        .string("call_id"))
                                .isEqualTo("room"),
                        Stage::processed);
        };
    }

    private static ExternalStorage storage(String name, String bucket) {
        return ExternalStorage.s3(name, bucket, "eu-central-1").build();
    }

    private static Json rule(String trunkId, String name) {
        return json("{'name':'" + name + "','trunk_ids':['" + trunkId + "'],'caller_configs':{'id':'caller'},"
                + "'direct_routing_configs':{'call_type':'default','call_id':'room'}}");
    }

    private static Json user(String id) {
        return json("{'filter_conditions':{'id':{'$in':['" + id + "']}},'limit':10}");
    }

    private static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    /**
     * A call in which alice has a camera, and another call with an active recording or broadcast for the operations
     * that stop one.
     */
    static final class Stage extends ChaosStage {

        final StreamEmulator emulator;
        final StreamClient observer;
        final StreamClient client;
        final StreamParticipant alice;
        final String track;
        final String task;
        private String session = "";
        private String file = "";
        final CallRecording transcript;
        final String made;
        private final String failing;
        private final StreamVideoProvider control;
        private final StreamVideoProvider provider;
        private final VideoProvider video;

        /** @param path the end of the path of requests that fail; {@code ""} if the test sends no other request */
        Stage(StreamOperation failing, String path, FailureMode mode) {
            this.failing = failing.operationName();
            emulator = StreamEmulator.builder()
                    .apiKey("key", SECRET)
                    .user("carol")
                    .delays(Delays.SHORT)
                    .manualRecordings(true)
                    .start();
            control = control(provider()).build();
            observer = control.unwrap(StreamClient.class);
            alice = join(ROOM);
            track = alice.publish("camera");
            task = failing == StreamOperation.GET_TASK ? finishedTask() : "";
            join(OTHER);
            transcript = failing == StreamOperation.DELETE_TRANSCRIPTION
                    ? finishedTranscript()
                    : new CallRecording(Json.EMPTY);
            switch (failing) {
                case DELETE_RECORDING -> {
                    observer.recordings().startRecording(OTHER, "composite", null);
                    observer.recordings().stopRecording(OTHER, "composite");
                    emulator.advanceRecording(OTHER.toString(), "composite");
                    CallRecording ready =
                            observer.recordings().listRecordings(OTHER).get(0);
                    session = ready.sessionId();
                    file = ready.filename();
                }
                case STOP_RECORDING -> observer.recordings().startRecording(OTHER, "composite", null);
                case STOP_TRANSCRIPTION -> observer.recordings().startTranscription(OTHER, Json.EMPTY);
                case STOP_CLOSED_CAPTIONS -> observer.recordings().startClosedCaptions(OTHER, Json.EMPTY);
                case STOP_HLS_BROADCASTING -> {
                    String unused = observer.broadcasts().startHlsBroadcasting(OTHER);
                }
                case DELETE_USERS, DEACTIVATE_USER, DEACTIVATE_USERS, CREATE_DEVICE ->
                    observer.users().upsertUsers(List.of(json("{'id':'dave'}")));
                case RESTORE_USERS -> {
                    observer.users().upsertUsers(List.of(json("{'id':'erin'}")));
                    finish(observer.users().deleteUsers(List.of("erin"), Json.EMPTY));
                }
                case REACTIVATE_USER, REACTIVATE_USERS -> {
                    observer.users().upsertUsers(List.of(json("{'id':'erin'}")));
                    observer.users().deactivateUser("erin", Json.EMPTY);
                }
                case LIST_DEVICES, DELETE_DEVICE -> {
                    observer.users().upsertUsers(List.of(json("{'id':'erin'}")));
                    observer.devices().createDevice("erin", DEVICE);
                }
                case LIST_EXTERNAL_STORAGE, UPDATE_EXTERNAL_STORAGE, DELETE_EXTERNAL_STORAGE, CHECK_EXTERNAL_STORAGE ->
                    observer.storages().createExternalStorage(storage("mine", "bucket"));
                case GET_CHANNEL, UPDATE_CHANNEL, DELETE_CHANNEL, DELETE_CHANNELS -> {
                    Json unused = observer.chat()
                            .getOrCreateChannel("messaging", "room", json("{'data':{'created_by_id':'alice'}}"));
                }
                case STOP_RTMP_BROADCAST, STOP_ALL_RTMP_BROADCASTS ->
                    observer.broadcasts().startRtmpBroadcast(OTHER, RTMP);
                case RING_CALL ->
                    observer.calls().updateMembers(OTHER, json("{'update_members':[{'user_id':'carol'}]}"));
                case GO_LIVE ->
                    observer.calls().updateCall(OTHER, json("{'settings_override':{'backstage':{'enabled':true}}}"));
                case UNBLOCK_USER -> observer.calls().blockUser(OTHER, "carol");
                case STOP_FRAME_RECORDING -> observer.recordings().startFrameRecording(OTHER, null);
                case DELETE_CALL_TYPE -> observer.callTypes().createCallType(json("{'name':'webinar'}"));
                default -> {
                    // needs nothing else
                }
            }
            made = prepare(failing);
            provider = underTest(provider(), mode, requested -> requested.endsWith(path))
                    .build();
            video = marked(provider);
            client = video.unwrap(StreamClient.class);
        }

        /** Creates what the operation changes or deletes; returns its id or name. */
        private String prepare(StreamOperation operation) {
            return switch (operation) {
                case LIST_SIP_TRUNKS,
                        UPDATE_SIP_TRUNK,
                        DELETE_SIP_TRUNK,
                        CREATE_SIP_INBOUND_ROUTING_RULE,
                        RESOLVE_SIP_AUTH -> observer.sip().createSipTrunk(TRUNK).string("id");
                case LIST_SIP_INBOUND_ROUTING_RULE,
                        UPDATE_SIP_INBOUND_ROUTING_RULE,
                        DELETE_SIP_INBOUND_ROUTING_RULE,
                        RESOLVE_SIP_INBOUND ->
                    observer.sip()
                            .createSipInboundRoutingRule(
                                    rule(observer.sip().createSipTrunk(TRUNK).string("id"), "first"))
                            .string("id");
                default -> "";
            };
        }

        private StreamVideoProvider.Builder provider() {
            return StreamVideoProvider.builder()
                    .url(emulator.url().toString())
                    .apiKey("key")
                    .apiSecret(SECRET);
        }

        private StreamParticipant join(CallId call) {
            control.calls().getOrCreate(CallRequest.of(call));
            return emulator.join(control.tokens()
                    .mint(TokenRequest.builder("alice", call).build())
                    .token());
        }

        private String finishedTask() {
            String begun = observer.calls().deleteCall(ROOM, true);
            finish(begun);
            return begun;
        }

        private void finish(String task) {
            while (!observer.request("GET", "tasks/" + task, null)
                    .string("status")
                    .equals("completed")) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        List<Json> users(String id) {
            return observer.users().queryUsers(user(id));
        }

        boolean deactivated(String id) {
            Json query =
                    user(id).toBuilder().put("include_deactivated_users", true).build();
            return observer.users().queryUsers(query).get(0).has("deactivated_at");
        }

        int storages(String name, String bucket) {
            return (int) observer.storages().listExternalStorage().stream()
                    .filter(each -> each.name().equals(name) && each.bucket().equals(bucket))
                    .count();
        }

        int channel(String id) {
            try {
                return observer.chat().getChannel("messaging", id).has("channel") ? 1 : 0;
            } catch (NotFoundException e) {
                return 0;
            }
        }

        private CallRecording finishedTranscript() {
            observer.recordings().startTranscription(OTHER, Json.EMPTY);
            observer.recordings().stopTranscription(OTHER, Json.EMPTY);
            while (true) {
                List<CallRecording> files = observer.recordings().listTranscriptions(OTHER);
                if (!files.isEmpty()) {
                    return files.get(0);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        protected VideoProvider video() {
            return video;
        }

        @Override
        protected VideoProvider control() {
            return control;
        }

        @Override
        protected CallId call() {
            return ROOM;
        }

        @Override
        protected List<ReceivedRequest> received() {
            return received(emulator.requests());
        }

        private List<ReceivedRequest> received(List<? extends StreamRequest> all) {
            return all.stream()
                    .filter(request -> request.operation().equals(failing))
                    .map(request -> new ReceivedRequest(request.headers(), request.processed(), request.at()))
                    .toList();
        }

        @Override
        protected void awaitReceived(Predicate<List<ReceivedRequest>> condition, Duration atMost) {
            List<StreamRequest> unused = emulator.awaitRequests(all -> condition.test(received(all)), atMost);
        }

        @Override
        protected void inject(FailureMode mode, int times) {
            emulator.faults().inject(failing, times, fault(mode));
        }

        @Override
        protected void injectIntoLookups(FailureMode mode) {
            emulator.faults().inject("GetCall", StreamFault.delay(Duration.ZERO));
            if (mode != FailureMode.NO_CONNECTION) {
                emulator.faults().inject("GetCall", Integer.MAX_VALUE, fault(mode));
            }
        }

        @Override
        protected void clearFaults() {
            emulator.faults().clear();
        }

        CallResponse room() {
            return observer.calls().getCall(ROOM);
        }

        CallResponse other() {
            return observer.calls().getCall(OTHER);
        }

        boolean blocked(String userId) {
            return other().raw().strings("blocked_user_ids").contains(userId);
        }

        int feedback() {
            return observer.statistics()
                    .queryUserFeedback(false, Json.EMPTY)
                    .objects("user_feedback")
                    .size();
        }

        boolean callType(String name) {
            return observer.callTypes().listCallTypes().has(name);
        }

        int calls(String cid) {
            return observer.calls()
                    .queryCalls(json("{'filter_conditions':{'cid':'" + cid + "'}}"))
                    .objects("calls")
                    .size();
        }

        boolean broadcasting(String id) {
            String status = observer.calls().getCall(CallId.of(id)).hlsStatus();
            return !status.isEmpty() && !status.equals("stopped");
        }

        boolean recording() {
            return room().recording();
        }

        @Override
        public void close() {
            provider.close();
            control.close();
            emulator.close();
        }
    }
}

package io.videoprovider.livekit.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.emulator.livekit.LiveKitRequest;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.testkit.provider.ChaosStage;
import io.videoprovider.testkit.provider.FailureMode;
import io.videoprovider.testkit.provider.FailureMode.Effect;
import io.videoprovider.testkit.provider.ProviderChaosContract;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Every operation in every failure mode. */
class LiveKitChaosTest extends ProviderChaosContract<LiveKitOperation, LiveKitChaosTest.Stage> {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv";
    private static final CallId ROOM = CallId.of("room");
    private static final Json INGRESS =
            json("{'input_type':'RTMP_INPUT','room_name':'room','participant_identity':'obs'}");

    private static final Json TRUNK = json("{'numbers':['+1'],'address':'sip.example.com'}");
    private static final Json RENAMED = json("{'update':{'name':'changed'}}");

    /** The server itself retries these for seconds before it responds with {@code unavailable}; a retry would not help. */
    private static final Set<LiveKitOperation> RETRIED_BY_SERVER = EnumSet.of(
            LiveKitOperation.MUTE_PUBLISHED_TRACK,
            LiveKitOperation.UPDATE_SUBSCRIPTIONS,
            LiveKitOperation.SEND_DATA,
            LiveKitOperation.PERFORM_RPC,
            LiveKitOperation.START_EGRESS,
            LiveKitOperation.START_ROOM_COMPOSITE_EGRESS,
            LiveKitOperation.START_PARTICIPANT_EGRESS,
            LiveKitOperation.START_TRACK_EGRESS,
            LiveKitOperation.START_TRACK_COMPOSITE_EGRESS,
            LiveKitOperation.START_WEB_EGRESS,
            LiveKitOperation.CREATE_SIP_PARTICIPANT,
            LiveKitOperation.TRANSFER_SIP_PARTICIPANT,
            LiveKitOperation.LIST_DISPATCH,
            LiveKitOperation.DELETE_DISPATCH);

    LiveKitChaosTest() {
        super(
                "livekit",
                List.of(LiveKitOperation.values()),
                EnumSet.complementOf(EnumSet.of(FailureMode.UNRECOVERABLE)),
                "x-livekit-request-id");
    }

    @Override
    protected Effect effect(LiveKitOperation operation, FailureMode mode) {
        return mode == FailureMode.NO_WORKER && RETRIED_BY_SERVER.contains(operation)
                ? Effect.UNKNOWN_AND_FINAL
                : super.effect(operation, mode);
    }

    @Override
    protected Stage stage(LiveKitOperation failing, FailureMode mode) {
        return new Stage(failing, true, mode);
    }

    @Override
    protected List<RecordingStart<Stage>> recordingStarts() {
        RecordingRequest composite = RecordingRequest.composite().build();
        return List.of(
                new RecordingStart<>(
                        "composite", composite, mode -> new Stage(LiveKitOperation.START_EGRESS, true, mode)),
                new RecordingStart<>(
                        "participant",
                        RecordingRequest.participant("alice").build(),
                        mode -> new Stage(LiveKitOperation.START_EGRESS, true, mode)),
                new RecordingStart<>(
                        "track",
                        RecordingRequest.track("TR_1").build(),
                        mode -> new Stage(LiveKitOperation.START_TRACK_EGRESS, true, mode)),
                new RecordingStart<>(
                        "composite, older server",
                        composite,
                        mode -> new Stage(LiveKitOperation.START_ROOM_COMPOSITE_EGRESS, false, mode)));
    }

    private static LiveKitFault fault(FailureMode mode) {
        return switch (mode) {
            case CLOSED -> LiveKitFault.dropBeforeProcessing();
            case CLOSED_DONE -> LiveKitFault.dropAfterProcessing();
            case RESET -> LiveKitFault.reset();
            case TRUNCATED -> LiveKitFault.truncatedBody();
            case SLOW -> LiveKitFault.delay(FailureMode.SLOW_RESPONSE);
            case TIMEOUT -> LiveKitFault.twirp(408, "deadline_exceeded", "too slow");
            case BUSY -> LiveKitFault.text(429, "busy");
            case BUSY_A_SECOND ->
                LiveKitFault.twirp(429, "resource_exhausted", "busy").header("Retry-After", "1");
            case BUSY_A_MINUTE -> LiveKitFault.text(429, "busy").header("Retry-After", "60");
            case FAILED -> LiveKitFault.text(500, "sorry");
            case DOWN -> LiveKitFault.text(503, "<h1>sorry</h1>");
            case NO_WORKER -> LiveKitFault.twirp(503, "unavailable", "no response from servers");
            case NOT_JSON -> LiveKitFault.body(200, "text/html", "<h1>log in</h1>");
            case NO_CONNECTION, UNRECOVERABLE -> throw new AssertionError(mode);
        };
    }

    @Override
    protected Scenario<Stage> scenario(LiveKitOperation operation) {
        return switch (operation) {
            case CREATE_ROOM ->
                Scenario.creates(
                        stage -> stage.client.rooms().createRoom(json("{'name':'new'}")),
                        stage ->
                                stage.verifier.rooms().listRooms(List.of("new")).size());
            case LIST_ROOMS ->
                Scenario.reads(stage ->
                        assertThat(stage.client.rooms().listRooms(List.of())).hasSize(1));
            case DELETE_ROOM ->
                Scenario.sets(
                        stage -> stage.client.rooms().deleteRoom("room"),
                        stage -> stage.verifier
                                .rooms()
                                .listRooms(List.of("room"))
                                .isEmpty());
            case UPDATE_ROOM_METADATA ->
                Scenario.sets(
                        stage -> stage.client.rooms().updateRoomMetadata("room", "changed"),
                        stage -> stage.verifier
                                .rooms()
                                .listRooms(List.of("room"))
                                .get(0)
                                .metadata()
                                .equals("changed"));
            case LIST_PARTICIPANTS ->
                Scenario.reads(stage -> assertThat(stage.client.rooms().listParticipants("room"))
                        .hasSize(1));
            case GET_PARTICIPANT ->
                Scenario.reads(stage -> assertThat(stage.client
                                .rooms()
                                .getParticipant("room", "alice")
                                .sid())
                        .isEqualTo(stage.alice.sid()));
            case REMOVE_PARTICIPANT ->
                Scenario.sets(
                        stage -> stage.client.rooms().removeParticipant("room", "alice"),
                        stage -> !stage.alice.connected());
            case UPDATE_PARTICIPANT ->
                Scenario.sets(
                        stage -> stage.client.rooms().updateParticipant("room", "alice", json("{'name':'Alicia'}")),
                        stage -> stage.alice.name().equals("Alicia"));
            case MUTE_PUBLISHED_TRACK ->
                Scenario.sets(
                        stage -> stage.client.rooms().mutePublishedTrack("room", "alice", stage.track, true),
                        stage -> stage.alice.muted(stage.track));
            case UPDATE_SUBSCRIPTIONS ->
                Scenario.unobservable(stage ->
                        stage.client.rooms().updateSubscriptions("room", "alice", List.of(stage.track), false));
            case SEND_DATA ->
                Scenario.creates(
                        stage -> stage.client.rooms().sendData("room", "chat", new byte[] {1}, List.of()),
                        stage -> stage.alice.received().size());
            case PERFORM_RPC ->
                Scenario.creates(
                        stage -> stage.client.rooms().performRpc("room", "alice", "count", "", Duration.ofSeconds(1)),
                        stage -> stage.rpcs.get());
            case LIST_EGRESS ->
                Scenario.reads(stage -> assertThat(
                                EgressClient.egresses(stage.client.egress().listEgress(Json.EMPTY)))
                        .hasSize(1));
            case STOP_EGRESS ->
                Scenario.sets(
                        stage -> stage.client.egress().stopEgress(stage.egress),
                        stage -> stage.egress().status().equals("EGRESS_ENDING"));
            // The emulator's recorder is not a participant that could receive a layout, as on a server without a real
            // recorder.
            case UPDATE_LAYOUT ->
                Scenario.unobservable(stage -> {
                    try {
                        stage.client.egress().updateLayout(stage.egress, "grid");
                    } catch (NotFoundException theAnswer) {
                        assertThat(theAnswer).hasMessageContaining("participant");
                    }
                });
            case UPDATE_STREAM ->
                Scenario.creates(
                        stage -> stage.client
                                .egress()
                                .updateStream(stage.egress, List.of("rtmp://example.com/live/key"), List.of()),
                        stage -> stage.egress().raw().objects("stream_results").size());
            case START_EGRESS ->
                Scenario.creates(
                        stage -> stage.client
                                .egress()
                                .startEgress(
                                        json(
                                                "{'room_name':'room','template':{},'outputs':[{'file':{'filepath':'a.mp4'}}]}")),
                        Stage::moreEgresses);
            case START_ROOM_COMPOSITE_EGRESS ->
                Scenario.creates(
                        stage -> stage.client
                                .egress()
                                .startRoomCompositeEgress(
                                        json("{'room_name':'room','file_outputs':[{'filepath':'a.mp4'}]}")),
                        Stage::moreEgresses);
            case START_PARTICIPANT_EGRESS ->
                Scenario.creates(
                        stage -> stage.client
                                .egress()
                                .startParticipantEgress(
                                        json(
                                                "{'room_name':'room','identity':'alice','file_outputs':[{'filepath':'a.mp4'}]}")),
                        Stage::moreEgresses);
            case START_TRACK_EGRESS ->
                Scenario.creates(
                        stage -> stage.client
                                .egress()
                                .startTrackEgress(
                                        json("{'room_name':'room','track_id':'TR_1','file':{'filepath':'a.mp4'}}")),
                        Stage::moreEgresses);
            case CREATE_INGRESS ->
                Scenario.creates(
                        stage -> stage.client.ingress().createIngress(INGRESS),
                        stage -> stage.ingresses().size() - 1);
            case UPDATE_INGRESS ->
                Scenario.sets(
                        stage -> stage.client.ingress().updateIngress(stage.ingress, json("{'name':'changed'}")),
                        stage -> stage.ingresses().get(0).raw().string("name").equals("changed"));
            case LIST_INGRESS ->
                Scenario.reads(stage -> assertThat(
                                IngressClient.ingresses(stage.client.ingress().listIngress(Json.EMPTY)))
                        .hasSize(1));
            case DELETE_INGRESS ->
                Scenario.sets(
                        stage -> stage.client.ingress().deleteIngress(stage.ingress),
                        stage -> stage.ingresses().isEmpty());
            case START_TRACK_COMPOSITE_EGRESS ->
                Scenario.creates(
                        stage -> stage.client
                                .egress()
                                .startTrackCompositeEgress(
                                        json(
                                                "{'room_name':'room','audio_track_id':'TR_1','file_outputs':[{'filepath':'a.mp4'}]}")),
                        Stage::moreEgresses);
            case START_WEB_EGRESS ->
                Scenario.creates(
                        stage -> stage.client
                                .egress()
                                .startWebEgress(
                                        json("{'url':'https://example.com','file_outputs':[{'filepath':'a.mp4'}]}")),
                        Stage::moreEgresses);
            default -> sip(operation);
        };
    }

    private static Scenario<Stage> sip(LiveKitOperation operation) {
        return switch (operation) {
            case CREATE_SIP_INBOUND_TRUNK ->
                Scenario.creates(
                        stage -> stage.client.sip().createSIPInboundTrunk(json("{'numbers':['+2']}")),
                        stage -> stage.sip().listSIPInboundTrunk(Json.EMPTY).size() - 1);
            case CREATE_SIP_OUTBOUND_TRUNK ->
                Scenario.creates(
                        stage -> stage.client.sip().createSIPOutboundTrunk(TRUNK),
                        stage -> stage.sip().listSIPOutboundTrunk(Json.EMPTY).size() - 1);
            case UPDATE_SIP_INBOUND_TRUNK ->
                Scenario.sets(
                        stage -> stage.client.sip().updateSIPInboundTrunk(stage.inbound, RENAMED),
                        stage -> stage.sip()
                                .getSIPInboundTrunk(stage.inbound)
                                .name()
                                .equals("changed"));
            case UPDATE_SIP_OUTBOUND_TRUNK ->
                Scenario.sets(
                        stage -> stage.client.sip().updateSIPOutboundTrunk(stage.outbound, RENAMED),
                        stage -> stage.sip()
                                .getSIPOutboundTrunk(stage.outbound)
                                .name()
                                .equals("changed"));
            case GET_SIP_INBOUND_TRUNK ->
                Scenario.reads(stage -> stage.client.sip().getSIPInboundTrunk(stage.inbound));
            case GET_SIP_OUTBOUND_TRUNK ->
                Scenario.reads(stage -> stage.client.sip().getSIPOutboundTrunk(stage.outbound));
            case LIST_SIP_INBOUND_TRUNK ->
                Scenario.reads(stage -> assertThat(stage.client.sip().listSIPInboundTrunk(Json.EMPTY))
                        .hasSize(1));
            case LIST_SIP_OUTBOUND_TRUNK ->
                Scenario.reads(stage -> assertThat(stage.client.sip().listSIPOutboundTrunk(Json.EMPTY))
                        .hasSize(1));
            case LIST_SIP_TRUNK ->
                Scenario.reads(stage ->
                        assertThat(stage.client.sip().listSIPTrunk(Json.EMPTY)).hasSize(2));
            case DELETE_SIP_TRUNK ->
                Scenario.sets(
                        stage -> stage.client.sip().deleteSIPTrunk(stage.inbound),
                        stage -> stage.sip().listSIPInboundTrunk(Json.EMPTY).isEmpty());
            case CREATE_SIP_DISPATCH_RULE ->
                Scenario.creates(
                        stage -> stage.client.sip().createSIPDispatchRule(rule("other")),
                        stage -> stage.sip().listSIPDispatchRule(Json.EMPTY).size() - 1);
            case UPDATE_SIP_DISPATCH_RULE ->
                Scenario.sets(
                        stage -> stage.client.sip().updateSIPDispatchRule(stage.rule, RENAMED),
                        stage -> stage.sip()
                                .listSIPDispatchRule(Json.EMPTY)
                                .get(0)
                                .name()
                                .equals("changed"));
            case LIST_SIP_DISPATCH_RULE ->
                Scenario.reads(stage -> assertThat(stage.client.sip().listSIPDispatchRule(Json.EMPTY))
                        .hasSize(1));
            case DELETE_SIP_DISPATCH_RULE ->
                Scenario.sets(
                        stage -> stage.client.sip().deleteSIPDispatchRule(stage.rule),
                        stage -> stage.sip().listSIPDispatchRule(Json.EMPTY).isEmpty());
            case CREATE_SIP_PARTICIPANT ->
                Scenario.creates(
                        stage -> stage.client
                                .sip()
                                .createSIPParticipant(
                                        Json.builder()
                                                .put("sip_trunk_id", stage.outbound)
                                                .put("sip_call_to", "+3")
                                                .put("room_name", "room")
                                                .build(),
                                        LiveKitOperation.CREATE_SIP_PARTICIPANT.timeout()),
                        stage -> stage.emulator.participants().size() - 1);
            case TRANSFER_SIP_PARTICIPANT ->
                Scenario.sets(
                        stage -> stage.client
                                .sip()
                                .transferSIPParticipant(
                                        "room",
                                        "alice",
                                        "tel:+4",
                                        Json.EMPTY,
                                        LiveKitOperation.TRANSFER_SIP_PARTICIPANT.timeout()),
                        stage -> !stage.alice.connected());
            case CREATE_DISPATCH ->
                Scenario.creates(
                        stage -> stage.client
                                .agentDispatch()
                                .createDispatch(json("{'room':'room','agent_name':'scribe'}")),
                        stage -> stage.dispatches().size() - 1);
            case DELETE_DISPATCH ->
                Scenario.sets(
                        stage -> stage.client.agentDispatch().deleteDispatch("room", stage.dispatch),
                        stage -> stage.dispatches().isEmpty());
            case LIST_DISPATCH ->
                Scenario.reads(stage -> assertThat(stage.client.agentDispatch().listDispatch("room", ""))
                        .hasSize(1));
            default -> throw new AssertionError(operation);
        };
    }

    private static Json rule(String room) {
        return json("{'rule':{'dispatchRuleDirect':{'roomName':'" + room + "','pin':'" + room + "'}}}");
    }

    private static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    /** A room with an egress, an ingress, and alice with a camera. */
    static final class Stage extends ChaosStage {

        final LiveKitEmulator emulator;
        final LiveKitClient verifier;
        final LiveKitClient client;
        final LiveKitParticipant alice;
        final String track;
        final String egress;
        final String ingress;
        final String inbound;
        final String outbound;
        final String rule;
        final String dispatch;
        final AtomicInteger rpcs = new AtomicInteger();
        private final String failing;
        private final LiveKitVideoProvider control;
        private final LiveKitVideoProvider provider;
        private final VideoProvider video;

        Stage(LiveKitOperation failing, boolean unified, FailureMode mode) {
            this.failing = failing.operationName();
            emulator = LiveKitEmulator.builder()
                    .apiKey("devkey", SECRET)
                    .delays(Delays.SHORT)
                    .manualRecordings(true)
                    .sipWorker(true)
                    .unifiedEgress(unified)
                    .start();
            control = control(provider()).build();
            verifier = control.unwrap(LiveKitClient.class);
            control.calls().getOrCreate(CallRequest.of(ROOM));
            alice = emulator.join(control.tokens()
                    .mint(TokenRequest.builder("alice", ROOM).build())
                    .token());
            track = alice.publish("camera");
            alice.answerRpc("count", payload -> Integer.toString(rpcs.incrementAndGet()));
            egress = verifier.egress()
                    .startRoomCompositeEgress(
                            json("{'room_name':'room','stream_outputs':[{'protocol':'RTMP','urls':[]}]}"))
                    .egressId();
            ingress = verifier.ingress().createIngress(INGRESS).ingressId();
            inbound = sip().createSIPInboundTrunk(json("{'numbers':['+1']}")).sipTrunkId();
            outbound = sip().createSIPOutboundTrunk(TRUNK).sipTrunkId();
            rule = sip().createSIPDispatchRule(rule("room")).sipDispatchRuleId();
            dispatch = dispatches().get(0).id();
            provider = underTest(provider(), mode, this::fails).build();
            video = marked(provider, mode);
            client = video.unwrap(LiveKitClient.class);
        }

        private LiveKitVideoProvider.Builder provider() {
            return LiveKitVideoProvider.builder()
                    .url(emulator.url().toString())
                    .apiKey("devkey")
                    .apiSecret(SECRET);
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

        private boolean fails(String path) {
            return path.endsWith("/" + failing);
        }

        @Override
        protected List<ReceivedRequest> received() {
            return received(emulator.requests());
        }

        private List<ReceivedRequest> received(List<? extends LiveKitRequest> all) {
            return all.stream()
                    .filter(request -> fails(request.path()))
                    .map(request -> new ReceivedRequest(request.headers(), request.processed(), request.at()))
                    .toList();
        }

        @Override
        protected void awaitReceived(Predicate<List<ReceivedRequest>> condition, Duration atMost) {
            List<LiveKitRequest> unused = emulator.awaitRequests(all -> condition.test(received(all)), atMost);
        }

        @Override
        protected void inject(FailureMode mode, int times) {
            emulator.faults().inject(failing, times, fault(mode));
        }

        @Override
        protected void injectIntoLookups(FailureMode mode) {
            emulator.faults().inject("ListEgress", LiveKitFault.delay(Duration.ZERO));
            if (mode != FailureMode.NO_CONNECTION) {
                emulator.faults().inject("ListEgress", Integer.MAX_VALUE, fault(mode));
            }
        }

        @Override
        protected void clearFaults() {
            emulator.faults().clear();
        }

        @Override
        protected List<RecordingId> recordings() {
            return super.recordings().stream()
                    .filter(id -> !id.value().equals(egress))
                    .toList();
        }

        EgressInfo egress() {
            return EgressClient.egresses(verifier.egress()
                            .listEgress(Json.builder().put("egress_id", egress).build()))
                    .get(0);
        }

        SipClient sip() {
            return verifier.sip();
        }

        List<AgentDispatch> dispatches() {
            return verifier.agentDispatch().listDispatch("room", "");
        }

        int moreEgresses() {
            return EgressClient.egresses(verifier.egress().listEgress(Json.EMPTY))
                            .size()
                    - 1;
        }

        List<IngressInfo> ingresses() {
            return IngressClient.ingresses(verifier.ingress().listIngress(Json.EMPTY));
        }

        @Override
        public void close() {
            provider.close();
            control.close();
            emulator.close();
        }
    }
}

package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.AgentDispatch;
import io.videoprovider.livekit.client.AgentDispatchClient;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.SipClient;
import io.videoprovider.livekit.client.SipDispatchRuleInfo;
import io.videoprovider.livekit.client.SipParticipantInfo;
import io.videoprovider.livekit.client.SipTrunkInfo;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Telephones and agents. */
class LiveKitSipTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Json OUTBOUND =
            json("{'name':'office','address':'sip.example.com','numbers':['+15550100'],'auth_password':'hush'}");

    private LiveKitEmulator emulator;
    private LiveKitVideoProvider video;
    private SipClient sip;
    private AgentDispatchClient agents;

    @BeforeEach
    void start() {
        start(Delays.SHORT);
    }

    private void start(Delays delays) {
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", Tests.SECRET)
                .delays(delays)
                .sipWorker(true)
                .newestProtocol(true)
                .start();
        video = Tests.providerOf(emulator).build();
        sip = video.unwrap(LiveKitClient.class).sip();
        agents = video.unwrap(LiveKitClient.class).agentDispatch();
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    private Json callTo(String number) {
        return Json.builder()
                .put("sip_trunk_id", sip.createSIPOutboundTrunk(OUTBOUND).sipTrunkId())
                .put("sip_call_to", number)
                .put("room_name", "lobby")
                .put("participant_identity", "caller")
                .put("wait_until_answered", true)
                .build();
    }

    @Test
    void trunks_are_created_changed_listed_and_deleted() {
        SipTrunkInfo inbound = sip.createSIPInboundTrunk(json("{'name':'in','numbers':['+15550101']}"));
        SipTrunkInfo outbound = sip.createSIPOutboundTrunk(OUTBOUND);

        assertThat(inbound.sipTrunkId()).startsWith("ST_");
        assertThat(outbound.toString()).doesNotContain("hush");
        assertThat(sip.updateSIPInboundTrunk(inbound.sipTrunkId(), json("{'update':{'numbers':{'add':['+15550102']}}}"))
                        .numbers())
                .containsExactly("+15550101", "+15550102");
        assertThat(sip.updateSIPOutboundTrunk(outbound.sipTrunkId(), json("{'update':{'name':'home'}}"))
                        .name())
                .isEqualTo("home");
        assertThat(sip.getSIPInboundTrunk(inbound.sipTrunkId()).name()).isEqualTo("in");
        assertThat(sip.getSIPOutboundTrunk(outbound.sipTrunkId()).name()).isEqualTo("home");
        assertThat(sip.listSIPInboundTrunk(Json.EMPTY)).hasSize(1);
        assertThat(sip.listSIPOutboundTrunk(Json.EMPTY)).hasSize(1);
        assertThat(sip.listSIPTrunk(Json.EMPTY))
                .extracting(SipTrunkInfo::sipTrunkId)
                .containsExactlyInAnyOrder(inbound.sipTrunkId(), outbound.sipTrunkId());

        sip.deleteSIPTrunk(inbound.sipTrunkId());
        sip.deleteSIPTrunk(inbound.sipTrunkId());

        assertThat(sip.listSIPInboundTrunk(Json.EMPTY)).isEmpty();
        assertThatThrownBy(() -> sip.getSIPInboundTrunk(inbound.sipTrunkId())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void rules_are_created_changed_listed_and_deleted() {
        SipDispatchRuleInfo rule =
                sip.createSIPDispatchRule(json("{'name':'all','rule':{'dispatchRuleDirect':{'roomName':'lobby'}}}"));

        assertThat(rule.sipDispatchRuleId()).startsWith("SDR_");
        assertThat(rule.rule().object("dispatch_rule_direct").string("room_name"))
                .isEqualTo("lobby");
        assertThat(sip.updateSIPDispatchRule(
                                rule.sipDispatchRuleId(), json("{'update':{'trunk_ids':{'set':['ST_1']}}}"))
                        .trunkIds())
                .containsExactly("ST_1");
        assertThat(sip.listSIPDispatchRule(Json.EMPTY))
                .extracting(SipDispatchRuleInfo::name)
                .containsExactly("all");

        sip.deleteSIPDispatchRule(rule.sipDispatchRuleId());

        assertThatThrownBy(() -> sip.deleteSIPDispatchRule(rule.sipDispatchRuleId()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_rule_that_a_lost_attempt_deleted_is_deleted() {
        SipDispatchRuleInfo rule =
                sip.createSIPDispatchRule(json("{'rule':{'dispatchRuleDirect':{'roomName':'lobby'}}}"));
        emulator.faults().inject("SIP/DeleteSIPDispatchRule", 1, LiveKitFault.dropAfterProcessing());

        sip.deleteSIPDispatchRule(rule.sipDispatchRuleId());

        assertThat(requests(emulator, "DeleteSIPDispatchRule")).hasSize(2);
        assertThat(sip.listSIPDispatchRule(Json.EMPTY)).isEmpty();
    }

    @Test
    void a_telephone_joins_the_room_and_leaves_it_by_a_transfer() {
        SipParticipantInfo called = sip.createSIPParticipant(callTo("+15550199"), SOON);

        assertThat(called.participantIdentity()).isEqualTo("caller");
        assertThat(called.roomName()).isEqualTo("lobby");
        assertThat(called.sipCallId()).startsWith("SCL_");
        assertThat(emulator.participants()).extracting(LiveKitParticipant::sid).containsExactly(called.participantId());

        Json transferred =
                sip.transferSIPParticipant("lobby", "caller", "tel:+15550111", json("{'play_dialtone':true}"), SOON);

        assertThat(transferred.string("status")).isEqualTo("STS_TRANSFER_SUCCESSFUL");
        assertThat(Tests.body(emulator, "TransferSIPParticipant").bool("play_dialtone"))
                .isTrue();
        assertThat(emulator.participants()).isEmpty();
        assertThatThrownBy(() -> sip.transferSIPParticipant("lobby", "caller", "tel:+1", Json.EMPTY, SOON))
                .isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "busy,            486, Busy Here",
        "busy-everywhere, 600, Busy Everywhere",
        "declined,        603, Decline",
        "unanswered,      408, Request Timeout"
    })
    void a_call_that_was_not_accepted_has_its_sip_status_and_is_not_repeated(
            String number, String status, String text) {
        Json request = callTo(number);

        VideoException failure =
                catchThrowableOfType(VideoException.class, () -> sip.createSIPParticipant(request, SOON));

        assertThat(failure)
                .isInstanceOfAny(
                        ConflictException.class,
                        RateLimitedException.class,
                        PermissionDeniedException.class,
                        DeadlineExceededException.class);
        assertThat(failure.vendorFields()).containsOnly(entry("sip_status_code", status), entry("sip_status", text));
        assertThat(failure.retryable()).isFalse();
        assertThat(requests(emulator, "CreateSIPParticipant")).hasSize(1);
    }

    private static Map.Entry<String, String> entry(String name, String value) {
        return Map.entry(name, value);
    }

    /** Starts another emulator, on which a call to {@code slow} is answered after 2.4 s. */
    private void startSlower() {
        stop();
        start(Delays.scaled(0.2));
    }

    @Test
    void the_caller_decides_how_long_a_call_is_awaited() {
        startSlower();
        Json slow = callTo("slow");
        assertThatThrownBy(() -> sip.createSIPParticipant(slow, Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        DeadlineExceededException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());

        try (LiveKitVideoProvider impatient = Tests.providerOf(emulator)
                .resilience(Resilience.builder()
                        .retry(Tests.QUICK.toBuilder()
                                .deadline(Duration.ofMillis(100))
                                .attemptTimeout(Duration.ofMillis(50))
                                .build())
                        .build())
                .build()) {
            SipClient quick = impatient.unwrap(LiveKitClient.class).sip();
            assertThat(quick.createSIPParticipant(slow, Duration.ofSeconds(20)).participantIdentity())
                    .isEqualTo("caller");
        }

        assertThat(requests(emulator, "CreateSIPParticipant"))
                .extracting(request -> Long.parseLong(Tests.header(request, "x-twirp-timeout-ms")))
                .satisfiesExactly(
                        first -> assertThat(first).isBetween(1L, 1_000L),
                        second -> assertThat(second).isBetween(19_000L, 20_000L));
    }

    @Test
    void options_of_the_caller_come_before_the_timeout_of_the_operation() {
        startSlower();
        Json slow = callTo("slow");
        SipClient limited = video.with(RequestOptions.builder()
                        .attemptTimeout(Duration.ofSeconds(1))
                        .build())
                .unwrap(LiveKitClient.class)
                .sip();

        assertThatThrownBy(() -> limited.createSIPParticipant(slow, SOON))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(Tests.header(requests(emulator, "CreateSIPParticipant").get(0), "x-twirp-timeout-ms"))
                .isEqualTo("1000");
    }

    @Test
    void a_method_of_a_client_may_take_longer_than_the_deadline_of_the_provider() {
        LiveKitParticipant alice = emulator.join(video.tokens()
                .mint(TokenRequest.builder("alice", CallId.of("lobby")).build())
                .token());
        alice.answerRpc("ask", question -> "yes");

        assertThat(video.unwrap(LiveKitClient.class)
                        .rooms()
                        .performRpc("lobby", "alice", "ask", "now?", Duration.ofMinutes(2)))
                .isEqualTo("yes");

        assertThat(Tests.body(emulator, "PerformRpc").number("response_timeout_ms"))
                .isEqualTo(120_000);
        assertThat(Long.parseLong(Tests.header(requests(emulator, "PerformRpc").get(0), "x-twirp-timeout-ms")))
                .isBetween(125_000L, 130_000L);
    }

    @Test
    void without_a_worker_a_call_fails_and_is_not_repeated() {
        try (LiveKitEmulator none = LiveKitEmulator.builder()
                        .apiKey("devkey", Tests.SECRET)
                        .delays(Delays.SHORT)
                        .start();
                LiveKitVideoProvider provider = Tests.providerOf(none).build()) {
            SipClient client = provider.unwrap(LiveKitClient.class).sip();
            Json request = Json.builder()
                    .put("sip_trunk_id", client.createSIPOutboundTrunk(OUTBOUND).sipTrunkId())
                    .put("sip_call_to", "+1")
                    .put("room_name", "lobby")
                    .build();

            assertThatThrownBy(() -> client.createSIPParticipant(request, SOON))
                    .isInstanceOfSatisfying(UnavailableException.class, e -> {
                        assertThat(e.outcomeUnknown()).isTrue();
                        assertThat(e.attempts()).isOne();
                    });
        }
    }

    @Test
    void agents_are_dispatched_listed_and_called_back() {
        AgentDispatch dispatch = agents.createDispatch(
                json("{'room':'lobby','agent_name':'scribe','metadata':'m','attributes':{'a':'b'}}"));

        assertThat(dispatch.id()).startsWith("AD_");
        assertThat(dispatch.agentName()).isEqualTo("scribe");
        assertThat(dispatch.room()).isEqualTo("lobby");
        assertThat(dispatch.metadata()).isEqualTo("m");
        assertThat(dispatch.jobs()).isEmpty();
        assertThat(agents.listDispatch("lobby", dispatch.id())).containsExactly(dispatch);
        assertThat(agents.listDispatch("lobby", "")).contains(dispatch);

        emulator.faults().inject("AgentDispatchService/DeleteDispatch", 1, LiveKitFault.dropAfterProcessing());
        agents.deleteDispatch("lobby", dispatch.id());

        assertThat(agents.listDispatch("lobby", dispatch.id())).isEmpty();
        assertThatThrownBy(() -> agents.deleteDispatch("lobby", dispatch.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_empty_object_is_no_trunk_no_rule_no_call_and_no_dispatch() {
        emulator.faults().inject("*", 20, LiveKitFault.body(200, "application/json", "{}"));

        for (ThrowingCallable operation : List.<ThrowingCallable>of(
                () -> sip.createSIPInboundTrunk(OUTBOUND),
                () -> sip.createSIPOutboundTrunk(OUTBOUND),
                () -> sip.updateSIPInboundTrunk("ST_1", Json.EMPTY),
                () -> sip.updateSIPOutboundTrunk("ST_1", Json.EMPTY),
                () -> sip.getSIPInboundTrunk("ST_1"),
                () -> sip.getSIPOutboundTrunk("ST_1"),
                () -> sip.createSIPDispatchRule(OUTBOUND),
                () -> sip.updateSIPDispatchRule("SDR_1", Json.EMPTY),
                () -> sip.createSIPParticipant(json("{'sip_call_to':'+1','room_name':'lobby'}"), SOON),
                () -> agents.createDispatch(json("{'room':'lobby'}")))) {
            assertThatThrownBy(operation).hasMessageContaining("not that of a LiveKit server");
        }
    }

    static List<String> an_empty_or_too_long_id_is_refused_before_a_request() {
        return List.of("", " ", "\t", "x".repeat(257), "李".repeat(86));
    }

    @ParameterizedTest
    @MethodSource
    void an_empty_or_too_long_id_is_refused_before_a_request(String id) {
        Json call =
                json("{'sip_trunk_id':'ST_1','sip_call_to':'+1','room_name':'lobby','participant_identity':'caller'}");
        refused("trunkId", () -> sip.updateSIPInboundTrunk(id, Json.EMPTY));
        refused("trunkId", () -> sip.updateSIPOutboundTrunk(id, Json.EMPTY));
        refused("trunkId", () -> sip.getSIPInboundTrunk(id));
        refused("trunkId", () -> sip.getSIPOutboundTrunk(id));
        refused("trunkId", () -> sip.deleteSIPTrunk(id));
        refused("ruleId", () -> sip.updateSIPDispatchRule(id, Json.EMPTY));
        refused("ruleId", () -> sip.deleteSIPDispatchRule(id));
        refused("room", () -> sip.transferSIPParticipant(id, "alice", "tel:1", Json.EMPTY, SOON));
        refused("identity", () -> sip.transferSIPParticipant("lobby", id, "tel:1", Json.EMPTY, SOON));
        refused("room_name", () -> sip.createSIPParticipant(with(call, "room_name", id), SOON));
        refused("timeout", () -> sip.createSIPParticipant(Json.EMPTY, Duration.ZERO));
        refused("timeout", () -> sip.createSIPParticipant(Json.EMPTY, Duration.ofMinutes(31)));
        refused(
                "room",
                () -> agents.createDispatch(Json.builder().put("room", id).build()));
        refused("room", () -> agents.listDispatch(id, ""));
        refused("room", () -> agents.deleteDispatch(id, "AD_1"));
        refused("dispatchId", () -> agents.deleteDispatch("lobby", id));
        if (!id.isBlank()) {
            refused("sip_trunk_id", () -> sip.createSIPParticipant(with(call, "sip_trunk_id", id), SOON));
            refused(
                    "participant_identity",
                    () -> sip.createSIPParticipant(with(call, "participantIdentity", id), SOON));
            refused("agent_name", () -> agents.createDispatch(with(json("{'room':'lobby'}"), "agent_name", id)));
            refused("dispatchId", () -> agents.listDispatch("lobby", id));
        }
        assertThat(emulator.requests()).isEmpty();
    }

    private static Json with(Json request, String field, String value) {
        Json.Builder changed = Json.builder();
        request.asMap().forEach((name, present) -> {
            if (!name.replace("_", "").equalsIgnoreCase(field.replace("_", ""))) {
                changed.put(name, present);
            }
        });
        return changed.put(field, value).build();
    }

    @Test
    void a_target_without_a_number_or_with_one_that_is_too_long_is_refused_before_a_request() {
        for (String target : List.of("", " ", "x".repeat(2049))) {
            refused("transferTo", () -> sip.transferSIPParticipant("lobby", "alice", target, Json.EMPTY, SOON));
            refused(
                    "sip_call_to",
                    () -> sip.createSIPParticipant(
                            Json.builder()
                                    .put("room_name", "lobby")
                                    .put("sip_call_to", target)
                                    .build(),
                            SOON));
        }
        assertThat(emulator.requests()).isEmpty();
    }

    private static void refused(String field, ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.field()).isEqualTo(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../RoomService/DeleteRoom", "a/b?c=d#e", "%2F", "ST_1\",\"x\":\"y"})
    void a_hostile_id_stays_a_value_of_its_field(String id) {
        assertThatThrownBy(() -> sip.getSIPInboundTrunk(id)).isInstanceOf(NotFoundException.class);
        assertThat(emulator.requests()).singleElement().satisfies(request -> {
            assertThat(request.rpc()).isEqualTo("SIP/GetSIPInboundTrunk");
            assertThat(Json.parse(request.body()).asMap()).containsOnly(Map.entry("sip_trunk_id", id));
        });
    }
}

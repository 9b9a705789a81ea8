package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.AgentDispatch;
import io.videoprovider.livekit.client.AgentDispatchClient;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.SipClient;
import io.videoprovider.livekit.client.SipDispatchRuleInfo;
import io.videoprovider.livekit.client.SipTrunkInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Trunks, rules and dispatches on a real server with Redis, which has no SIP worker and no agents. */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_URL is not set: no real LiveKit server to test against, see docs/testing.md")
class LiveKitServerSipTest {

    private final String number = "+1555" + ThreadLocalRandom.current().nextInt(1_000_000, 10_000_000);
    private LiveKitVideoProvider video;
    private SipClient sip;
    private AgentDispatchClient agents;

    @BeforeEach
    void start() {
        video = LiveKitVideoProvider.fromEnv();
        sip = video.unwrap(LiveKitClient.class).sip();
        agents = video.unwrap(LiveKitClient.class).agentDispatch();
    }

    @AfterEach
    void stop() {
        video.close();
    }

    private static Json update(Json fields) {
        return Json.builder().put("update", fields).build();
    }

    @Test
    void an_inbound_trunk_and_its_rule_are_created_changed_listed_and_deleted() {
        SipTrunkInfo trunk = sip.createSIPInboundTrunk(
                Json.builder().put("name", "in").put("numbers", List.of(number)).build());
        SipDispatchRuleInfo rule = sip.createSIPDispatchRule(Json.builder()
                .put("name", "rule")
                .put("trunk_ids", List.of(trunk.sipTrunkId()))
                .put("rule", Json.parse("{\"dispatch_rule_direct\":{\"room_name\":\"lobby\",\"pin\":\"\"}}"))
                .build());

        Json renamed = update(Json.builder().put("name", "renamed").build());
        assertThat(sip.updateSIPInboundTrunk(trunk.sipTrunkId(), renamed).name())
                .isEqualTo("renamed");
        assertThat(sip.updateSIPDispatchRule(rule.sipDispatchRuleId(), renamed).name())
                .isEqualTo("renamed");
        assertThat(sip.getSIPInboundTrunk(trunk.sipTrunkId()).numbers()).containsExactly(number);
        assertThat(sip.listSIPInboundTrunk(
                        Json.builder().put("numbers", List.of(number)).build()))
                .extracting(SipTrunkInfo::sipTrunkId)
                .contains(trunk.sipTrunkId());
        assertThat(sip.listSIPTrunk(Json.EMPTY))
                .extracting(SipTrunkInfo::sipTrunkId)
                .contains(trunk.sipTrunkId());
        assertThat(sip.listSIPDispatchRule(Json.builder()
                        .put("trunk_ids", List.of(trunk.sipTrunkId()))
                        .build()))
                .extracting(SipDispatchRuleInfo::sipDispatchRuleId)
                .contains(rule.sipDispatchRuleId());

        sip.deleteSIPDispatchRule(rule.sipDispatchRuleId());
        sip.deleteSIPTrunk(trunk.sipTrunkId());

        assertThatThrownBy(() -> sip.getSIPInboundTrunk(trunk.sipTrunkId())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> sip.deleteSIPDispatchRule(rule.sipDispatchRuleId()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void without_a_worker_an_outbound_trunk_is_stored_and_a_call_fails_after_one_attempt() {
        SipTrunkInfo trunk = sip.createSIPOutboundTrunk(Json.builder()
                .put("address", "sip.example.com")
                .put("numbers", List.of(number))
                .build());
        assertThat(sip.updateSIPOutboundTrunk(
                                trunk.sipTrunkId(),
                                update(Json.builder().put("name", "out").build()))
                        .name())
                .isEqualTo("out");
        assertThat(sip.listSIPOutboundTrunk(
                        Json.builder().put("numbers", List.of(number)).build()))
                .extracting(SipTrunkInfo::sipTrunkId)
                .contains(trunk.sipTrunkId());
        assertThat(sip.getSIPOutboundTrunk(trunk.sipTrunkId()).name()).isEqualTo("out");

        Json request = Json.builder()
                .put("sip_trunk_id", trunk.sipTrunkId())
                .put("sip_call_to", number)
                .put("room_name", "sip-" + number)
                .put("participant_identity", "telephone")
                .build();
        assertThatThrownBy(() -> sip.createSIPParticipant(request, Duration.ofSeconds(5)))
                .isInstanceOfSatisfying(
                        VideoException.class, e -> assertThat(e.attempts()).isOne());
        assertThatThrownBy(() -> sip.transferSIPParticipant(
                        "sip-" + number, "telephone", "tel:+15550100", Json.EMPTY, Duration.ofSeconds(5)))
                .isInstanceOf(VideoException.class);
        sip.deleteSIPTrunk(trunk.sipTrunkId());
    }

    @Test
    void an_agent_is_dispatched_listed_and_called_back() {
        String room = CallId.random("agents").id();
        AgentDispatch dispatch = agents.createDispatch(Json.builder()
                .put("room", room)
                .put("agent_name", "scribe")
                .put("metadata", "m")
                .build());

        assertThat(dispatch.id()).startsWith("AD_");
        assertThat(agents.listDispatch(room, dispatch.id()))
                .singleElement()
                .returns("scribe", AgentDispatch::agentName)
                .returns("m", AgentDispatch::metadata)
                .returns(room, AgentDispatch::room);

        agents.deleteDispatch(room, dispatch.id());

        assertThat(agents.listDispatch(room, "")).extracting(AgentDispatch::id).doesNotContain(dispatch.id());
        video.calls().delete(CallId.of(room));
    }
}

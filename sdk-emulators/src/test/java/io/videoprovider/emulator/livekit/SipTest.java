package io.videoprovider.emulator.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Trunks and dispatch rules of which several would match one call. */
class SipTest {

    private static final String DIRECT = "{\"rule\":{\"dispatchRuleDirect\":{\"roomName\":\"r\",\"pin\":\"\"}}";

    private LiveKitEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder().delays(Delays.SHORT).start();
        client = new TestClient(emulator.url());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    private TestClient.Answer sip(String method, String body) throws IOException {
        ObjectNode claims = TestTokens.claims("", TestTokens.grant(Map.of()));
        claims.putObject("sip").put("admin", true);
        return client.send(
                "POST",
                "/twirp/livekit.SIP/" + method,
                "Bearer " + TestTokens.sign("secret", claims),
                "application/json",
                body);
    }

    private String created(String method, String idField, String body) throws IOException {
        TestClient.Answer answer = sip(method, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get(idField).asString();
    }

    private String rule(String rest) throws IOException {
        return created("CreateSIPDispatchRule", "sip_dispatch_rule_id", DIRECT + rest + "}");
    }

    private static void refused(TestClient.Answer answer, String message) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_argument");
        assertThat(answer.json().get("msg").asString()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|''",
                ",\"trunk_ids\":[\"ST_a\"]|,\"trunk_ids\":[\"ST_b\",\"ST_a\"]",
                ",\"inbound_numbers\":[\"+1 (55) 5-01\"]|,\"inbound_numbers\":[\"155501\"]"
            })
    void a_dispatch_rule_for_the_same_calls_is_refused(String first, String second) throws IOException {
        String id = rule(first + ",\"name\":\"first\"");
        refused(
                sip("CreateSIPDispatchRule", DIRECT + second + "}"),
                "Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in"
                        + " dispatch rule \"" + id + "\" \"first\"");
    }

    @Test
    void dispatch_rules_for_other_calls_are_accepted() throws IOException {
        List<String> ids = List.of(
                rule(""),
                rule(",\"trunk_ids\":[\"ST_a\"]"),
                rule(",\"inbound_numbers\":[\"+1\"]"),
                created(
                        "CreateSIPDispatchRule",
                        "sip_dispatch_rule_id",
                        "{\"rule\":{\"dispatchRuleIndividual\":{\"roomPrefix\":\"r\",\"pin\":\"1\"}}}"));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void an_update_that_makes_two_rules_of_one_kind_is_refused_and_changes_nothing() throws IOException {
        String first = rule("");
        String second = rule(",\"trunk_ids\":[\"ST_a\"]");
        String update = "{\"sip_dispatch_rule_id\":\"" + second + "\",\"update\":{\"name\":\"n\",\"trunk_ids\":%s}}";
        refused(
                sip("UpdateSIPDispatchRule", update.formatted("{\"clear\":true}")),
                "Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in"
                        + " dispatch rule \"" + first + "\" \"<blank name>\"");
        assertThat(sip("ListSIPDispatchRule", "{\"dispatch_rule_ids\":[\"" + second + "\"]}")
                        .json()
                        .get("items")
                        .get(0)
                        .get("name")
                        .asString())
                .isEmpty();
        assertThat(sip("UpdateSIPDispatchRule", update.formatted("{\"add\":[\"ST_b\"]}"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UpdateSIPDispatchRule|{}|rule id must be set",
                "UpdateSIPInboundTrunk|{}|trunk id must be set",
                "UpdateSIPDispatchRule|{\"sip_dispatch_rule_id\":\"SDR_x\"}|missing or unsupported update action",
                "UpdateSIPOutboundTrunk|{\"sip_trunk_id\":\"ST_x\"}|missing or unsupported update action",
                "UpdateSIPDispatchRule|{\"sip_dispatch_rule_id\":\"SDR_x\",\"replace\":{}}|missing rule",
                "UpdateSIPOutboundTrunk|{\"sip_trunk_id\":\"ST_x\",\"replace\":{}}|no trunk numbers specified"
            })
    void an_update_is_checked_before_the_look_up(String method, String body, String message) throws IOException {
        refused(sip(method, body), message);
    }

    @Test
    void an_update_that_leaves_too_little_changes_nothing() throws IOException {
        String id = created(
                "CreateSIPOutboundTrunk",
                "sip_trunk_id",
                "{\"trunk\":{\"numbers\":[\"+1\"],\"address\":\"sip.example.com\"}}");
        TestClient.Answer refused = sip(
                "UpdateSIPOutboundTrunk",
                "{\"sip_trunk_id\":\"" + id + "\",\"update\":{\"numbers\":{\"clear\":true}}}");
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.json().get("msg").asString()).isEqualTo("no trunk numbers specified");
        assertThat(sip("GetSIPOutboundTrunk", "{\"sip_trunk_id\":\"" + id + "\"}")
                        .json()
                        .get("trunk")
                        .get("numbers"))
                .hasSize(1);
    }

    @Test
    void an_inbound_trunk_for_the_same_number_is_refused() throws IOException {
        String id = created(
                "CreateSIPInboundTrunk", "sip_trunk_id", "{\"trunk\":{\"name\":\"one\",\"numbers\":[\"+15550100\"]}}");
        refused(
                sip("CreateSIPInboundTrunk", "{\"trunk\":{\"name\":\"two\",\"numbers\":[\"1 555 0100\"]}}"),
                "Conflicting inbound SIP Trunks: \"<new>\" and \"" + id
                        + "\", using the same number(s) [\"1 555 0100\"] without AllowedNumbers set");
        assertThat(sip(
                                "CreateSIPInboundTrunk",
                                "{\"trunk\":{\"numbers\":[\"+15550100\"],\"allowed_numbers\":[\"+1\"]}}")
                        .status())
                .isEqualTo(200);
    }
}

package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import java.time.Duration;
import java.util.List;

/**
 * {@code SIP}: telephone trunks, rules for incoming calls, and outgoing calls. {@link LiveKitClient#sip} returns it. Thread-safe.
 *
 * <p>Requests and responses contain passwords of trunks. Print the records, not their {@code raw().write()}.
 */
public final class SipClient {

    private static final Duration MAX_WAIT = Duration.ofMinutes(30);

    /** The limit of a telephone number or SIP address. */
    private static final int MAX_TARGET = 2048;

    /** Ids in a request for a call, which the server does not require. */
    private static final List<String> OPTIONAL_IDS = List.of("sip_trunk_id", "participant_identity");

    private final TwirpTransport transport;

    SipClient(TwirpTransport transport) {
        this.transport = transport;
    }

    // Trunks

    /**
     * {@code CreateSIPInboundTrunk}. If the response is lost, {@link #listSIPInboundTrunk} shows whether the trunk exists.
     *
     * @param trunk {@code livekit.SIPInboundTrunkInfo} without an id: {@code name}, {@code numbers}, {@code allowed_addresses}, {@code
     *     auth_username}, {@code auth_password}, …
     */
    public SipTrunkInfo createSIPInboundTrunk(Json trunk) {
        return created(LiveKitOperation.CREATE_SIP_INBOUND_TRUNK, trunk);
    }

    /**
     * {@code CreateSIPOutboundTrunk}. If the response is lost, {@link #listSIPOutboundTrunk} shows whether the trunk exists.
     *
     * @param trunk {@code livekit.SIPOutboundTrunkInfo} without an id: {@code name}, {@code address}, {@code numbers}, {@code
     *     auth_username}, {@code auth_password}, …
     */
    public SipTrunkInfo createSIPOutboundTrunk(Json trunk) {
        return created(LiveKitOperation.CREATE_SIP_OUTBOUND_TRUNK, trunk);
    }

    private SipTrunkInfo created(LiveKitOperation operation, Json trunk) {
        return new SipTrunkInfo(transport.call(
                operation,
                Json.builder().put("trunk", Check.notNull("trunk", trunk)).build()));
    }

    /**
     * {@code UpdateSIPInboundTrunk}.
     *
     * @param changes {@code {"update": …}} with the fields to change, or {@code {"replace": …}} with the whole trunk
     * @throws NotFoundException if the trunk does not exist
     */
    public SipTrunkInfo updateSIPInboundTrunk(String trunkId, Json changes) {
        return new SipTrunkInfo(transport.call(LiveKitOperation.UPDATE_SIP_INBOUND_TRUNK, changed(trunkId, changes)));
    }

    /**
     * {@code UpdateSIPOutboundTrunk}.
     *
     * @param changes {@code {"update": …}} with the fields to change, or {@code {"replace": …}} with the whole trunk
     * @throws NotFoundException if the trunk does not exist
     */
    public SipTrunkInfo updateSIPOutboundTrunk(String trunkId, Json changes) {
        return new SipTrunkInfo(transport.call(LiveKitOperation.UPDATE_SIP_OUTBOUND_TRUNK, changed(trunkId, changes)));
    }

    private static Json changed(String trunkId, Json changes) {
        return Check.notNull("changes", changes).toBuilder()
                .put("sip_trunk_id", Wire.id("trunkId", trunkId))
                .build();
    }

    /**
     * {@code GetSIPInboundTrunk}.
     *
     * @throws NotFoundException if the trunk does not exist
     */
    public SipTrunkInfo getSIPInboundTrunk(String trunkId) {
        return gotten(LiveKitOperation.GET_SIP_INBOUND_TRUNK, trunkId);
    }

    /**
     * {@code GetSIPOutboundTrunk}.
     *
     * @throws NotFoundException if the trunk does not exist
     */
    public SipTrunkInfo getSIPOutboundTrunk(String trunkId) {
        return gotten(LiveKitOperation.GET_SIP_OUTBOUND_TRUNK, trunkId);
    }

    private SipTrunkInfo gotten(LiveKitOperation operation, String trunkId) {
        return new SipTrunkInfo(transport.call(operation, trunk(trunkId)).object("trunk"));
    }

    /**
     * {@code ListSIPInboundTrunk}: returns the trunks, not ordered.
     *
     * @param request {@code livekit.ListSIPInboundTrunkRequest}: {@code trunk_ids}, {@code numbers}, and {@code page} with {@code
     *     after_id} and {@code limit}; {@link Json#EMPTY} for all
     */
    public List<SipTrunkInfo> listSIPInboundTrunk(Json request) {
        return listed(LiveKitOperation.LIST_SIP_INBOUND_TRUNK, request);
    }

    /**
     * {@code ListSIPOutboundTrunk}: returns the trunks, not ordered.
     *
     * @param request {@code livekit.ListSIPOutboundTrunkRequest}: {@code trunk_ids}, {@code numbers}, and {@code page} with {@code
     *     after_id} and {@code limit}; {@link Json#EMPTY} for all
     */
    public List<SipTrunkInfo> listSIPOutboundTrunk(Json request) {
        return listed(LiveKitOperation.LIST_SIP_OUTBOUND_TRUNK, request);
    }

    /**
     * {@code ListSIPTrunk}: returns all trunks in LiveKit's older form. LiveKit has deprecated it.
     *
     * @param request {@code livekit.ListSIPTrunkRequest}: {@code page}
     */
    public List<SipTrunkInfo> listSIPTrunk(Json request) {
        return listed(LiveKitOperation.LIST_SIP_TRUNK, request);
    }

    private List<SipTrunkInfo> listed(LiveKitOperation operation, Json request) {
        return Wire.list(
                transport.call(operation, request),
                "items",
                SipTrunkInfo::new,
                trunk -> Wire.requireId("sip_trunk_id", trunk.sipTrunkId()));
    }

    /** {@code DeleteSIPTrunk}: deletes an inbound or outbound trunk. Does nothing if it does not exist. */
    public void deleteSIPTrunk(String trunkId) {
        Json request = trunk(trunkId);
        transport.callIgnoringEarlierSuccess(LiveKitOperation.DELETE_SIP_TRUNK, request, request);
    }

    private static Json trunk(String trunkId) {
        return Json.builder().put("sip_trunk_id", Wire.id("trunkId", trunkId)).build();
    }

    // Dispatch rules

    /**
     * {@code CreateSIPDispatchRule}. If the response is lost, {@link #listSIPDispatchRule} shows whether the rule exists.
     *
     * @param rule {@code livekit.SIPDispatchRuleInfo} without an id, such as {@code {"name": "support", "rule":
     *     {"dispatchRuleDirect": {"roomName": "support"}}}}
     */
    public SipDispatchRuleInfo createSIPDispatchRule(Json rule) {
        return new SipDispatchRuleInfo(transport.call(
                LiveKitOperation.CREATE_SIP_DISPATCH_RULE,
                Json.builder().put("dispatch_rule", Check.notNull("rule", rule)).build()));
    }

    /**
     * {@code UpdateSIPDispatchRule}.
     *
     * @param changes {@code {"update": …}} with the fields to change, or {@code {"replace": …}} with the whole rule
     * @throws NotFoundException if the rule does not exist
     */
    public SipDispatchRuleInfo updateSIPDispatchRule(String ruleId, Json changes) {
        return new SipDispatchRuleInfo(transport.call(
                LiveKitOperation.UPDATE_SIP_DISPATCH_RULE,
                Check.notNull("changes", changes).toBuilder()
                        .put("sip_dispatch_rule_id", Wire.id("ruleId", ruleId))
                        .build()));
    }

    /**
     * {@code ListSIPDispatchRule}: returns the rules, not ordered.
     *
     * @param request {@code livekit.ListSIPDispatchRuleRequest}: {@code dispatch_rule_ids}, {@code trunk_ids}, {@code page}; {@link
     *     Json#EMPTY} for all
     */
    public List<SipDispatchRuleInfo> listSIPDispatchRule(Json request) {
        return Wire.list(
                transport.call(LiveKitOperation.LIST_SIP_DISPATCH_RULE, request),
                "items",
                SipDispatchRuleInfo::new,
                rule -> Wire.requireId("sip_dispatch_rule_id", rule.sipDispatchRuleId()));
    }

    /**
     * {@code DeleteSIPDispatchRule}. Also succeeds if an earlier attempt deleted it and its response was lost.
     *
     * @throws NotFoundException if the rule does not exist
     */
    public void deleteSIPDispatchRule(String ruleId) {
        Json request = Json.builder()
                .put("sip_dispatch_rule_id", Wire.id("ruleId", ruleId))
                .build();
        transport.callIgnoringEarlierSuccess(LiveKitOperation.DELETE_SIP_DISPATCH_RULE, request, request);
    }

    // Calls

    /**
     * {@code CreateSIPParticipant}: calls a telephone, which joins the room. Never sent a second time: it would call the person again.
     *
     * @param request {@code livekit.CreateSIPParticipantRequest}: {@code sip_trunk_id}, {@code sip_call_to}, {@code room_name}, {@code
     *     participant_identity}, {@code ringing_timeout}, {@code wait_until_answered}, …; {@code sip_call_to} and {@code room_name} are
     *     required
     * @param timeout the time to wait for the response, 1 ms to 30 minutes. The server waits as long, too. With {@code
     *     wait_until_answered} longer than {@code ringing_timeout}; otherwise some seconds suffice
     * @throws io.videoprovider.error.VideoException if the call was not accepted; its {@code vendorFields()} then have {@code
     *     sip_status_code}, such as 486, and {@code sip_status}
     */
    public SipParticipantInfo createSIPParticipant(Json request, Duration timeout) {
        Check.between("timeout", timeout, Duration.ofMillis(1), MAX_WAIT);
        Check.notNull("request", request);
        Wire.id("room_name", Wire.string(request, "room_name"));
        Check.atMost("sip_call_to", Check.text("sip_call_to", Wire.string(request, "sip_call_to")), MAX_TARGET);
        OPTIONAL_IDS.forEach(name -> Wire.idOrEmpty(name, Wire.string(request, name)));
        return new SipParticipantInfo(
                transport.waiting(timeout).call(LiveKitOperation.CREATE_SIP_PARTICIPANT, request));
    }

    /**
     * {@code TransferSIPParticipant}: transfers the call of a telephone, which leaves the room.
     *
     * @param options fields of {@code livekit.TransferSIPParticipantRequest}: {@code play_dialtone}, {@code headers}, {@code
     *     ringing_timeout}; {@link Json#EMPTY} for none
     * @param transferTo the target, such as {@code tel:+15550100}
     * @param timeout the time to wait for the response, 1 ms to 30 minutes: longer than {@code ringing_timeout}, 30 s by default
     * @return {@code livekit.TransferSIPParticipantResponse}; empty from servers before 1.13.6
     * @throws NotFoundException if the participant is not in the room
     * @throws io.videoprovider.error.VideoException if the transfer failed; its {@code vendorFields()} may have {@code sip_status_code}
     */
    public Json transferSIPParticipant(
            String room, String identity, String transferTo, Json options, Duration timeout) {
        return transport
                .waiting(Check.between("timeout", timeout, Duration.ofMillis(1), MAX_WAIT))
                .call(
                        LiveKitOperation.TRANSFER_SIP_PARTICIPANT,
                        Check.notNull("options", options).toBuilder()
                                .put("room_name", Wire.id("room", room))
                                .put("participant_identity", Wire.id("identity", identity))
                                .put(
                                        "transfer_to",
                                        Check.atMost("transferTo", Check.text("transferTo", transferTo), MAX_TARGET))
                                .build());
    }
}

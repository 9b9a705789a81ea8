package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
import java.util.List;

/**
 * Operations on inbound SIP trunks and the rules that route their calls, with Stream's names. Responses contain passwords of trunks.
 * Stream has no operation for outbound calls. {@link StreamClient#sip} returns it. Thread-safe.
 */
public final class SipClient {

    private final StreamTransport transport;

    SipClient(StreamTransport transport) {
        this.transport = transport;
    }

    /** {@code ListSIPTrunks}. */
    public List<Json> listSipTrunks() {
        return transport.call(StreamOperation.LIST_SIP_TRUNKS, null).objects("sip_trunks");
    }

    /**
     * {@code CreateSIPTrunk}. Not sent again after a lost response, since each request creates a trunk: {@link #listSipTrunks} shows
     * whether it exists.
     *
     * @param trunk {@code name} and {@code numbers}, which are required, {@code password}, {@code allowed_ips}
     * @return the trunk with its {@code id}, {@code uri}, {@code username} and {@code password}
     */
    public Json createSipTrunk(Json trunk) {
        return transport
                .call(StreamOperation.CREATE_SIP_TRUNK, Check.notNull("trunk", trunk))
                .object("sip_trunk");
    }

    /**
     * {@code UpdateSIPTrunk}: replaces the trunk's data.
     *
     * @param trunk {@code name} and {@code numbers}, which are required, {@code password}, {@code allowed_ips}
     * @return the trunk
     * @throws NotFoundException if the trunk does not exist
     */
    public Json updateSipTrunk(String id, Json trunk) {
        return transport
                .call(StreamOperation.UPDATE_SIP_TRUNK, Check.notNull("trunk", trunk), id)
                .object("sip_trunk");
    }

    /**
     * {@code DeleteSIPTrunk}. Also succeeds if an earlier attempt deleted it and its response was lost.
     *
     * @throws NotFoundException if the trunk does not exist
     */
    public void deleteSipTrunk(String id) {
        delete(StreamOperation.DELETE_SIP_TRUNK, id);
    }

    private void delete(StreamOperation operation, String id) {
        transport.delete(operation, transport.target(operation, id).build());
    }

    /** {@code ListSIPInboundRoutingRule}: returns all rules. */
    public List<Json> listSipInboundRoutingRule() {
        return transport
                .call(StreamOperation.LIST_SIP_INBOUND_ROUTING_RULE, null)
                .objects("sip_inbound_routing_rules");
    }

    /**
     * {@code CreateSIPInboundRoutingRule}. Not sent again after a lost response, since each request creates a rule: {@link
     * #listSipInboundRoutingRule} shows whether it exists.
     *
     * @param rule {@code name}, {@code trunk_ids} and {@code caller_configs}, which are required, {@code direct_routing_configs} or {@code
     *     pin_routing_configs}, {@code called_numbers}, {@code caller_numbers}, {@code call_configs}, {@code pin_protection_configs}
     * @return the rule with its {@code id}
     */
    public Json createSipInboundRoutingRule(Json rule) {
        return transport.call(StreamOperation.CREATE_SIP_INBOUND_ROUTING_RULE, Check.notNull("rule", rule));
    }

    /**
     * {@code UpdateSIPInboundRoutingRule}: replaces the rule.
     *
     * @param rule as for {@link #createSipInboundRoutingRule}
     * @return the rule
     * @throws NotFoundException if the rule does not exist
     */
    public Json updateSipInboundRoutingRule(String id, Json rule) {
        return transport
                .call(StreamOperation.UPDATE_SIP_INBOUND_ROUTING_RULE, Check.notNull("rule", rule), id)
                .object("sip_inbound_routing_rule");
    }

    /**
     * {@code DeleteSIPInboundRoutingRule}. Also succeeds if an earlier attempt deleted it and its response was lost.
     *
     * @throws NotFoundException if the rule does not exist
     */
    public void deleteSipInboundRoutingRule(String id) {
        delete(StreamOperation.DELETE_SIP_INBOUND_ROUTING_RULE, id);
    }

    /**
     * {@code ResolveSipAuth}, for gateways: returns how a call must be authenticated.
     *
     * @param request {@code sip_caller_number} and {@code sip_trunk_number}, which are required, {@code from_host}, {@code source_ip}
     * @return {@code auth_result} ({@code password}, {@code accept} or {@code no_trunk_found}), {@code trunk_id}, {@code username}, {@code
     *     password}
     */
    public Json resolveSipAuth(Json request) {
        return transport.call(StreamOperation.RESOLVE_SIP_AUTH, Check.notNull("request", request));
    }

    /**
     * {@code ResolveSipInbound}, for gateways: returns the call that a caller joins. Not sent again after a lost response.
     *
     * @param request {@code sip_caller_number} and {@code sip_trunk_number}, which are required, {@code challenge} or {@code trunk_id},
     *     {@code routing_number}, {@code sip_headers}
     * @return {@code credentials} with a token, {@code sip_trunk}, {@code sip_routing_rule}
     * @throws NotFoundException if no trunk or no rule has the number
     */
    public Json resolveSipInbound(Json request) {
        return transport.call(StreamOperation.RESOLVE_SIP_INBOUND, Check.notNull("request", request));
    }
}

package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.util.List;

/**
 * {@code livekit.SIPDispatchRuleInfo}.
 *
 * @param raw all fields; {@code rule} may have a PIN, a secret
 */
public record SipDispatchRuleInfo(Json raw) {

    public SipDispatchRuleInfo {
        Check.notNull("raw", raw);
    }

    /** Returns the id, {@code SDR_…}. */
    public String sipDispatchRuleId() {
        return Wire.string(raw, "sip_dispatch_rule_id");
    }

    /** Returns the name; empty if there is none. */
    public String name() {
        return Wire.string(raw, "name");
    }

    /** Returns the ids of the trunks that the rule is for; empty for all. */
    public List<String> trunkIds() {
        return Wire.strings(raw, "trunk_ids");
    }

    /** Returns the rule, with one of {@code dispatch_rule_direct}, {@code dispatch_rule_individual}, {@code dispatch_rule_callee}. */
    public Json rule() {
        return Wire.object(raw, "rule");
    }
}

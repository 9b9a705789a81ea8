package io.videoprovider.livekit.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.util.List;

/**
 * {@code livekit.SIPInboundTrunkInfo}, {@code SIPOutboundTrunkInfo} or the older {@code SIPTrunkInfo}.
 *
 * @param raw all fields; {@code auth_password} is a secret
 */
public record SipTrunkInfo(Json raw) {

    public SipTrunkInfo {
        Check.notNull("raw", raw);
    }

    /** Returns the id, {@code ST_…}. */
    public String sipTrunkId() {
        return Wire.string(raw, "sip_trunk_id");
    }

    /** Returns the name; empty if there is none. */
    public String name() {
        return Wire.string(raw, "name");
    }

    /** Returns the telephone numbers; empty in the older form. */
    public List<String> numbers() {
        return Wire.strings(raw, "numbers");
    }
}

package io.videoprovider.ice;

import io.videoprovider.error.Check;
import java.time.Instant;
import java.util.List;

/**
 * TURN servers with credentials for one user, for the field {@code iceServers} of WebRTC's {@code RTCConfiguration}. Immutable.
 *
 * @param iceServers the servers: one entry for each secret, the present one first
 * @param expiresAt the end of the validity of the first entry, in whole seconds
 */
public record IceServers(List<IceServer> iceServers, Instant expiresAt) {

    public IceServers {
        iceServers = Check.listOf("iceServers", iceServers);
        Check.notNull("expiresAt", expiresAt);
    }
}

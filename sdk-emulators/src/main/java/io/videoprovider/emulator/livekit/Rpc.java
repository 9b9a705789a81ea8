package io.videoprovider.emulator.livekit;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What the server does when a call of its API arrives, and has been found well-formed and permitted. */
@FunctionalInterface
interface Rpc {

    /**
     * Does it.
     *
     * @param request the request message, as {@link ProtoJson} reads it
     * @return the response message, in the same form
     */
    ObjectNode call(ObjectNode request) throws TwirpError;

    /** Some of the server's calls, by {@code Service/Method}. */
    interface Service {
        Map<String, Rpc> calls();
    }
}

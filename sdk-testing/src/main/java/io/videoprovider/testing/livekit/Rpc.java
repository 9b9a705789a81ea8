package io.videoprovider.testing.livekit;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What the server does when a call of its API arrives, and has been found well-formed and permitted. */
@FunctionalInterface
interface Rpc {

    /** @param request the request message; the answer is the response message, both as {@link ProtoJson} reads them */
    ObjectNode call(ObjectNode request) throws TwirpError;

    /** Some of the server's calls, by {@code Service/Method}. */
    interface Service {
        Map<String, Rpc> calls();
    }
}

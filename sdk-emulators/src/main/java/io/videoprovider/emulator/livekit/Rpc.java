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

    /** Checks what the server checks before the permissions of the token; nothing by default. */
    default void validate(ObjectNode request) throws TwirpError {}

    /** A call whose limits are checked before the permissions of the token. */
    static Rpc validatedFirst(Validation validation, Rpc call) {
        return new Rpc() {
            @Override
            public void validate(ObjectNode request) throws TwirpError {
                validation.check(request);
            }

            @Override
            public ObjectNode call(ObjectNode request) throws TwirpError {
                return call.call(request);
            }
        };
    }

    /** A check of a request. */
    @FunctionalInterface
    interface Validation {
        void check(ObjectNode request) throws TwirpError;
    }

    /** Some of the server's calls, by {@code Service/Method}. */
    interface Service {
        Map<String, Rpc> calls();
    }
}

package io.videoprovider.emulator.livekit;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The implementation of a call of the server's API. Runs after the request was parsed and permitted. */
@FunctionalInterface
interface Rpc {

    /**
     * Executes the call.
     *
     * @param request the request message, as {@link ProtoJson} reads it
     * @return the response message, in the same form
     */
    ObjectNode call(ObjectNode request) throws TwirpError;

    /** Performs the checks that precede those of the token's permissions; none by default. */
    default void validate(ObjectNode request) throws TwirpError {}

    /** Returns a call whose limits are checked before the permissions of the token. */
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

    /** The calls of one service, by {@code Service/Method}. */
    interface Service {
        Map<String, Rpc> calls();
    }
}

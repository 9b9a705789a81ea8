package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;

/**
 * Operations on the call types of a Stream application, with Stream's names. A change takes effect after some seconds. {@link
 * StreamClient#callTypes} returns it. Thread-safe.
 */
public final class CallTypeClient {

    private static final int MAX_NAME = 64;

    private final StreamTransport transport;

    CallTypeClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code ListCallTypes}.
     *
     * @return the call types by name, each with {@code settings}, {@code grants}, {@code notification_settings}, …
     */
    public Json listCallTypes() {
        return transport.call(StreamOperation.LIST_CALL_TYPES, null).object("call_types");
    }

    /**
     * {@code CreateCallType}. Not sent again after a lost response: {@link #getCallType} shows whether the type exists.
     *
     * @param type {@code name}, which is required, {@code settings}, {@code grants} (capabilities by role), {@code notification_settings},
     *     {@code external_storage}
     * @return the call type
     */
    public Json createCallType(Json type) {
        Check.id("name", Check.notNull("type", type).string("name"), MAX_NAME);
        return transport.call(StreamOperation.CREATE_CALL_TYPE, type);
    }

    /**
     * {@code GetCallType}.
     *
     * @throws NotFoundException if the call type does not exist
     */
    public Json getCallType(String name) {
        return transport.call(StreamOperation.GET_CALL_TYPE, null, name);
    }

    /**
     * {@code UpdateCallType}. Grants of a role that is sent are replaced; roles and settings that are not sent stay as they are.
     *
     * @param changes {@code settings}, {@code grants}, {@code notification_settings}, {@code external_storage}
     * @return the call type
     * @throws NotFoundException if the call type does not exist
     */
    public Json updateCallType(String name, Json changes) {
        return transport.call(StreamOperation.UPDATE_CALL_TYPE, Check.notNull("changes", changes), name);
    }

    /**
     * {@code DeleteCallType}. Also succeeds if an earlier attempt deleted it and its response was lost.
     *
     * @throws NotFoundException if the call type does not exist
     */
    public void deleteCallType(String name) {
        transport.delete(
                StreamOperation.DELETE_CALL_TYPE,
                transport.target(StreamOperation.DELETE_CALL_TYPE, name).build());
    }
}

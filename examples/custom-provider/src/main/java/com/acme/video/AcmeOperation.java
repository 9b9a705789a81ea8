package com.acme.video;

import static io.videoprovider.resilience.RetryClass.IDEMPOTENT;
import static io.videoprovider.resilience.RetryClass.KEYED;
import static io.videoprovider.resilience.RetryClass.READ;

import io.videoprovider.resilience.RetryClass;
import io.videoprovider.spi.Operation;
import java.time.Duration;

/** The operations of Acme's API: HTTP method and retry class. */
enum AcmeOperation implements Operation {
    PUT_CALL("PUT", IDEMPOTENT),
    GET_CALL("GET", READ),
    LIST_CALLS("GET", READ),
    UPDATE_CALL("PATCH", IDEMPOTENT),
    END_CALL("POST", IDEMPOTENT),
    DELETE_CALL("DELETE", IDEMPOTENT),
    LIST_PARTICIPANTS("GET", READ),
    GET_PARTICIPANT("GET", READ),
    UPDATE_PARTICIPANT("PATCH", IDEMPOTENT),
    MUTE_PARTICIPANT("POST", IDEMPOTENT),
    REMOVE_PARTICIPANT("DELETE", IDEMPOTENT),
    START_RECORDING("POST", KEYED),
    GET_RECORDING("GET", READ),
    LIST_RECORDINGS("GET", READ),
    STOP_RECORDING("POST", IDEMPOTENT);

    private final String method;
    private final RetryClass retryClass;

    AcmeOperation(String method, RetryClass retryClass) {
        this.method = method;
        this.retryClass = retryClass;
    }

    String method() {
        return method;
    }

    @Override
    public String operationName() {
        return name();
    }

    @Override
    public RetryClass retryClass() {
        return retryClass;
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(10);
    }
}

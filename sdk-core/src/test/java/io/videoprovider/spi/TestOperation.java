package io.videoprovider.spi;

import io.videoprovider.resilience.RetryClass;
import java.time.Duration;

/** An operation as a vendor module would declare it. */
record TestOperation(RetryClass retryClass, Duration timeout) implements Operation {

    static TestOperation of(RetryClass retryClass) {
        return new TestOperation(retryClass, Duration.ofSeconds(10));
    }

    @Override
    public String operationName() {
        return "DoIt";
    }
}

package io.videoprovider.spring.autoconfigure;

import java.util.Objects;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Reports of start-up failures by the analyzers of this module. */
public final class StartupFailures {

    private StartupFailures() {}

    /** Returns the report that the application prints. */
    public static FailureAnalysis analyze(@Nullable Throwable failure) {
        if (failure == null) {
            throw new AssertionError("the application started");
        }
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        SpringFactoriesLoader.FailureHandler.logging(LogFactory.getLog(StartupFailures.class)))
                .stream()
                .filter(analyzer -> analyzer.getClass().getName().startsWith("io.videoprovider"))
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no analyzer reports this failure", failure));
    }
}

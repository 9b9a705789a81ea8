package io.videoprovider.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports the problem and the solution of a {@link VideoConfigurationException}. */
final class VideoConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<VideoConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, VideoConfigurationException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}

package io.videoprovider.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with the configuration, and what to set. */
final class VideoConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<VideoConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, VideoConfigurationException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}

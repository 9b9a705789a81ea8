package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says what to set when somebody wants a provider and there are two. Before Boot's own, which does not know the property. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoPrimaryFailureAnalyzer extends AbstractFailureAnalyzer<NoUniqueBeanDefinitionException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause) {
        if (cause.getBeanType() != VideoProvider.class) {
            return null;
        }
        Collection<String> names = cause.getBeanNamesFound();
        return new FailureAnalysis(
                "A VideoProvider is wanted, there are several (" + String.join(", ", names == null ? List.of() : names)
                        + ") and none is the primary one.",
                "Set videoprovider.primary to livekit or stream, or say which one is wanted:"
                        + " @Qualifier(\"liveKitVideoProvider\"), or the type LiveKitVideoProvider.",
                cause);
    }
}

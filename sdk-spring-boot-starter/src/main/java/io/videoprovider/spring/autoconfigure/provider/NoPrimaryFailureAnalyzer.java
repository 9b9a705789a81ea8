package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.VideoProvider;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Reports an ambiguous {@link VideoProvider}. Takes precedence over Boot's analyzer, to name {@code videoprovider.primary}. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoPrimaryFailureAnalyzer extends AbstractFailureAnalyzer<NoUniqueBeanDefinitionException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause) {
        if (cause.getBeanType() != VideoProvider.class) {
            return null;
        }
        Collection<String> names = cause.getBeanNamesFound();
        return new FailureAnalysis(
                "A VideoProvider is injected, but several exist ("
                        + String.join(", ", names == null ? List.of() : names) + ") and none of them is primary.",
                "Set videoprovider.primary to the id of a provider, such as livekit or livekit-eu, or select one at the injection"
                        + " point with the name of its bean, such as @Qualifier(\"liveKitVideoProvider\").",
                cause);
    }
}

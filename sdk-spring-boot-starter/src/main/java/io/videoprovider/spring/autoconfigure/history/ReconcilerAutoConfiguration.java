package io.videoprovider.spring.autoconfigure.history;

import io.videoprovider.VideoProvider;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.Reconciler;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.spring.autoconfigure.ProvidersById;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The reconciler, with a call history. */
@AutoConfiguration(after = HistoryAutoConfiguration.class)
@ConditionalOnClass(Reconciler.class)
@ConditionalOnBean({VideoProvider.class, Inbox.class})
@ConditionalOnSingleCandidate(CallHistory.class)
@ConditionalOnBooleanProperty(name = "videoprovider.history.reconciler.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HistoryProperties.class)
public final class ReconcilerAutoConfiguration {

    ReconcilerAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Reconciler videoReconciler(
            CallHistory history, Inbox inbox, List<VideoProvider> providers, HistoryProperties properties) {
        Reconciler.Builder builder = Reconciler.builder(history, inbox)
                .interval(properties.reconciler().interval())
                .rate(properties.reconciler().rate())
                .recent(properties.reconciler().recent());
        ProvidersById.of(providers).values().forEach(builder::provider);
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean(name = "videoReconcilerBackground")
    Background videoReconcilerBackground(Reconciler reconciler) {
        return new Background(reconciler::start, reconciler::close);
    }
}

package io.videoprovider.spring.autoconfigure.history;

import io.videoprovider.history.Reconciler;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/** Health indicator of the reconciler. */
@AutoConfiguration(after = ReconcilerAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class, Reconciler.class})
@ConditionalOnSingleCandidate(Reconciler.class)
@ConditionalOnEnabledHealthIndicator("videoreconciler")
@EnableConfigurationProperties(HistoryProperties.class)
public final class ReconcilerHealthAutoConfiguration {

    ReconcilerHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"videoReconcilerHealthIndicator", "videoReconcilerHealthContributor"})
    HealthContributor videoReconcilerHealthContributor(Reconciler reconciler, HistoryProperties properties) {
        return new ReconcilerHealthIndicator(reconciler, properties.reconciler().interval());
    }
}

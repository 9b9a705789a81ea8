package io.videoprovider.spring.autoconfigure.history;

import io.micrometer.core.instrument.MeterRegistry;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.Reconciler;
import io.videoprovider.retention.Retention;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Meters of the call history, the reconciler and the retention, which Boot binds to the meter registries. */
@AutoConfiguration(
        after = {HistoryAutoConfiguration.class, ReconcilerAutoConfiguration.class, RetentionAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, CallHistory.class})
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnSingleCandidate(CallHistory.class)
public final class HistoryMetricsAutoConfiguration {

    HistoryMetricsAutoConfiguration() {}

    @Bean
    HistoryMeters videoHistoryMeters(CallHistory history) {
        return new HistoryMeters(history, Clock.systemUTC());
    }

    @Bean
    @ConditionalOnSingleCandidate(Reconciler.class)
    ReconcilerMeters videoReconcilerMeters(Reconciler reconciler) {
        return new ReconcilerMeters(reconciler);
    }

    @Bean
    @ConditionalOnSingleCandidate(Retention.class)
    RetentionMeters videoRetentionMeters(Retention retention) {
        return new RetentionMeters(retention);
    }

    @Bean
    SummaryMeters videoSummaryMeters(MeterRegistry registry) {
        return new SummaryMeters(registry);
    }
}

package io.videoprovider.spring.autoconfigure.history;

import io.videoprovider.VideoProvider;
import io.videoprovider.feature.Capability;
import io.videoprovider.history.CallHistory;
import io.videoprovider.retention.RecordingAccess;
import io.videoprovider.retention.RecordingStore;
import io.videoprovider.retention.RecordingStores;
import io.videoprovider.retention.Retention;
import io.videoprovider.retention.RetentionPolicy;
import io.videoprovider.spring.autoconfigure.ProvidersById;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.Collection;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Access to files of recordings, with a call history, and their retention, if it is enabled. */
@AutoConfiguration(after = HistoryAutoConfiguration.class)
@ConditionalOnClass(Retention.class)
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnSingleCandidate(CallHistory.class)
@EnableConfigurationProperties(HistoryProperties.class)
public final class RetentionAutoConfiguration {

    RetentionAutoConfiguration() {}

    /** A location without a scheme or host does not show which provider has reported it, so stores are not assigned by their content. */
    @Bean
    @ConditionalOnMissingBean
    RecordingStores videoRecordingStores(List<VideoProvider> providers, ObjectProvider<RecordingStore> stores) {
        Collection<VideoProvider> all = ProvidersById.of(providers).values();
        List<RecordingStore> own = stores.orderedStream().toList();
        if (!own.isEmpty() && all.size() > 1) {
            throw new VideoConfigurationException(
                    "The application has a RecordingStore bean and several providers, so it is unknown which of them"
                            + " writes files into it.",
                    "Define a RecordingStores bean, with RecordingStores.builder().store(provider.id(), store), and"
                            + " hostedBy(provider) for each provider that hosts files.");
        }
        RecordingStores.Builder builder = RecordingStores.builder();
        for (VideoProvider provider : all) {
            own.forEach(store -> builder.store(provider.id(), store));
            if (provider.capabilities().has(Capability.RECORDING_DELETE)) {
                builder.hostedBy(provider);
            }
        }
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean
    RecordingAccess videoRecordingAccess(CallHistory history, RecordingStores stores) {
        return RecordingAccess.builder(history, stores).build();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "videoprovider.history.retention.enabled")
    static class JobConfiguration {

        @Bean
        @ConditionalOnMissingBean
        Retention videoRetention(CallHistory history, RecordingStores stores, HistoryProperties properties) {
            HistoryProperties.Retention retention = properties.retention();
            RetentionPolicy.Builder policy = RetentionPolicy.builder().keep(retention.period());
            retention.perCallType().forEach(policy::keep);
            return Retention.builder(history, stores)
                    .policy(policy.build())
                    .interval(retention.interval())
                    .dryRun(retention.dryRun())
                    .build();
        }

        @Bean
        @ConditionalOnMissingBean(name = "videoRetentionBackground")
        Background videoRetentionBackground(Retention retention) {
            return new Background(retention::start, retention::close);
        }
    }
}

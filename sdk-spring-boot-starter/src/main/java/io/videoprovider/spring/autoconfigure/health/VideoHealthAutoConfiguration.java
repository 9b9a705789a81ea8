package io.videoprovider.spring.autoconfigure.health;

import io.videoprovider.VideoProvider;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.StreamAutoConfiguration;
import java.time.Clock;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/** Health indicators of the providers. */
@AutoConfiguration(after = {LiveKitAutoConfiguration.class, StreamAutoConfiguration.class})
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnEnabledHealthIndicator("videoprovider")
public final class VideoHealthAutoConfiguration
        extends CompositeHealthContributorConfiguration<VideoProviderHealthIndicator, VideoProvider> {

    VideoHealthAutoConfiguration() {
        super(provider -> new VideoProviderHealthIndicator(provider, Clock.systemUTC()));
    }

    @Bean
    @ConditionalOnMissingBean(name = {"videoProviderHealthIndicator", "videoProviderHealthContributor"})
    HealthContributor videoProviderHealthContributor(Map<String, VideoProvider> providers) {
        return createComposite(providers);
    }
}

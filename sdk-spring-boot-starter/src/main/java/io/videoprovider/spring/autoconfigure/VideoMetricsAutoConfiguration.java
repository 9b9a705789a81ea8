package io.videoprovider.spring.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.videoprovider.inbox.Inbox;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Gauges of the inbox. Those who bind {@code MeterBinder} beans are Boot's. */
@AutoConfiguration(
        after = InboxAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnSingleCandidate(Inbox.class)
public final class VideoMetricsAutoConfiguration {

    VideoMetricsAutoConfiguration() {}

    @Bean
    InboxMeters videoInboxMeters(Inbox inbox) {
        return new InboxMeters(inbox, Clock.systemUTC());
    }
}

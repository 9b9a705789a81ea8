package io.videoprovider.spring.autoconfigure.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Meters of the inbox and of the event handlers, which Boot binds to the meter registries. */
@AutoConfiguration(
        after = {InboxAutoConfiguration.class, EventDispatchAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, Inbox.class})
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnSingleCandidate(Inbox.class)
public final class InboxMetricsAutoConfiguration {

    InboxMetricsAutoConfiguration() {}

    @Bean
    InboxMeters videoInboxMeters(Inbox inbox) {
        return new InboxMeters(inbox, Clock.systemUTC());
    }

    @Bean
    @ConditionalOnSingleCandidate(EventDispatcher.class)
    HandlerMeters videoHandlerMeters(EventDispatcher dispatcher) {
        return new HandlerMeters(dispatcher);
    }
}

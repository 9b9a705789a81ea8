package io.videoprovider.spring.autoconfigure.inbox;

import io.videoprovider.inbox.Inbox;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/** Health indicator of the inbox. */
@AutoConfiguration(after = InboxAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class, Inbox.class})
@ConditionalOnSingleCandidate(Inbox.class)
@ConditionalOnEnabledHealthIndicator("videoinbox")
public final class InboxHealthAutoConfiguration {

    InboxHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"videoInboxHealthIndicator", "videoInboxHealthContributor"})
    HealthContributor videoInboxHealthContributor(Inbox inbox) {
        return new InboxHealthIndicator(inbox);
    }
}

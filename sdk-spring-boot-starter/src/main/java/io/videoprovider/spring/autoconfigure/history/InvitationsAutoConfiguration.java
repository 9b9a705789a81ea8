package io.videoprovider.spring.autoconfigure.history;

import io.videoprovider.VideoProvider;
import io.videoprovider.history.CallHistory;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.invitation.Invitations;
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

/** Invitations, with a call history. */
@AutoConfiguration(after = HistoryAutoConfiguration.class)
@ConditionalOnClass(Invitations.class)
@ConditionalOnBean({VideoProvider.class, Inbox.class})
@ConditionalOnSingleCandidate(CallHistory.class)
@ConditionalOnBooleanProperty(name = "videoprovider.invitations.enabled", matchIfMissing = true)
@EnableConfigurationProperties(InvitationProperties.class)
public final class InvitationsAutoConfiguration {

    InvitationsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Invitations videoInvitations(
            CallHistory history, Inbox inbox, List<VideoProvider> providers, InvitationProperties properties) {
        return Invitations.builder(history, inbox)
                .providers(ProvidersById.of(providers).values())
                .timeout(properties.timeout())
                .poll(properties.poll())
                .busyInCalls(properties.busyInCalls())
                .build();
    }

    @Bean
    @ConditionalOnMissingBean(name = "videoInvitationsBackground")
    Background videoInvitationsBackground(Invitations invitations) {
        return new Background(invitations::start, invitations::stop);
    }
}

package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import io.videoprovider.inbox.EventDispatcher;
import io.videoprovider.inbox.Inbox;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The actuator's endpoint, where it is exposed. */
@AutoConfiguration(after = EventDispatchAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(VideoProvider.class)
@ConditionalOnAvailableEndpoint(VideoProviderEndpoint.class)
public final class VideoEndpointAutoConfiguration {

    VideoEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    VideoProviderEndpoint videoProviderEndpoint(
            Map<String, VideoProvider> providers,
            ObjectProvider<Inbox> inbox,
            ObjectProvider<EventDispatcher> dispatcher) {
        return new VideoProviderEndpoint(providers, inbox.getIfUnique(), dispatcher.getIfUnique());
    }
}

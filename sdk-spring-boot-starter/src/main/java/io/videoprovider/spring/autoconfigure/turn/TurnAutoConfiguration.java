package io.videoprovider.spring.autoconfigure.turn;

import io.videoprovider.ice.TurnCredentials;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** A {@link TurnCredentials} bean, if {@code videoprovider.turn.secret} is set. No provider is necessary. */
@AutoConfiguration
@ConditionalOnProperty("videoprovider.turn.secret")
@EnableConfigurationProperties(TurnProperties.class)
public final class TurnAutoConfiguration {

    TurnAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TurnCredentials turnCredentials(TurnProperties properties) {
        if (properties.uris() == null || properties.uris().isEmpty()) {
            throw new VideoConfigurationException(
                    "Missing properties: videoprovider.turn.uris.",
                    "Set it to the addresses of the TURN server, such as turn:turn.example.com:3478?transport=udp.");
        }
        if ((properties.previousSecret() == null) != (properties.previousSecretUntil() == null)) {
            throw new VideoConfigurationException(
                    "Only one of videoprovider.turn.previous-secret and videoprovider.turn.previous-secret-until is set.",
                    "Set both, or neither.");
        }
        TurnCredentials.Builder builder = TurnCredentials.builder()
                .secret(String.valueOf(properties.secret()))
                .uris(properties.uris())
                .ttl(properties.ttl());
        if (properties.previousSecret() != null && properties.previousSecretUntil() != null) {
            builder.previousSecret(properties.previousSecret(), properties.previousSecretUntil());
        }
        return builder.build();
    }
}

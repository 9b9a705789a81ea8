package io.videoprovider.spring.autoconfigure;

import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.testing.stream.StreamEmulator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Stream's emulator in place of the vendor, for local work. */
@AutoConfiguration
@ConditionalOnBooleanProperty("videoprovider.emulator")
@ConditionalOnClass({StreamVideoProvider.class, StreamEmulator.class})
@ConditionalOnMissingBean(VideoConnectionDetails.Stream.class)
public final class StreamEmulatorAutoConfiguration {

    StreamEmulatorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    StreamEmulator streamEmulator() {
        return StreamEmulator.builder()
                .apiKey(EmulatorKey.ID, EmulatorKey.SECRET)
                .start();
    }

    @Bean
    VideoConnectionDetails.Stream streamConnectionDetails(StreamEmulator emulator) {
        return new StreamConnection(emulator.url().toString(), EmulatorKey.ID, EmulatorKey.SECRET);
    }
}

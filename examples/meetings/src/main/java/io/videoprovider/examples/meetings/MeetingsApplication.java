package io.videoprovider.examples.meetings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Video meetings in the browser. Environment variables select the vendor; the code is the same for both. */
@SpringBootApplication
@EnableScheduling
@EnableConfigurationProperties(MeetingsProperties.class)
public class MeetingsApplication {

    /** Starts the application. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(MeetingsApplication.class)
                .properties(vendor(System.getenv()))
                .run(arguments);
    }

    /** Returns the properties of the vendor that the environment names, or of the emulator if it names none. */
    static Map<String, Object> vendor(Map<String, String> environment) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (environment.containsKey("LIVEKIT_URL")) {
            properties.put("videoprovider.primary", "livekit");
            properties.put("videoprovider.livekit.url", "${LIVEKIT_URL}");
            properties.put("videoprovider.livekit.api-key", "${LIVEKIT_API_KEY}");
            properties.put("videoprovider.livekit.api-secret", "${LIVEKIT_API_SECRET}");
        } else if (environment.containsKey("STREAM_API_KEY")) {
            properties.put("videoprovider.primary", "stream");
            properties.put("videoprovider.stream.api-key", "${STREAM_API_KEY}");
            properties.put("videoprovider.stream.api-secret", "${STREAM_API_SECRET}");
        } else {
            properties.put("videoprovider.primary", "livekit");
            properties.put("videoprovider.emulator", "true");
        }
        return properties;
    }
}

package io.videoprovider.spring.autoconfigure;

import io.videoprovider.VideoProvider;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Providers by their ids, which identify them in paths, in events and in the inbox. */
public final class ProvidersById {

    private ProvidersById() {}

    /**
     * Returns the providers by their ids.
     *
     * @throws VideoConfigurationException if several have the same id
     */
    public static Map<String, VideoProvider> of(Collection<VideoProvider> providers) {
        Map<String, VideoProvider> byId = new TreeMap<>();
        for (VideoProvider provider : providers) {
            if (byId.put(provider.id().value(), provider) != null) {
                throw new VideoConfigurationException(
                        "Several VideoProvider beans have the id " + provider.id()
                                + ", which must identify one of them in the paths of endpoints and in events.",
                        "Give each a different id, with the builder's id(new ProviderId(\"" + provider.id()
                                + "-eu\")), or configure further projects with videoprovider.livekit.<name>.* or"
                                + " videoprovider.stream.<name>.*.");
            }
        }
        return Collections.unmodifiableMap(byId);
    }
}

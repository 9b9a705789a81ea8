package io.videoprovider.livekit;

import io.videoprovider.testkit.provider.ProviderArchitectureContract;

class LiveKitArchitectureTest extends ProviderArchitectureContract {

    LiveKitArchitectureTest() {
        super(LiveKitVideoProvider.class, "io.videoprovider.stream");
    }
}

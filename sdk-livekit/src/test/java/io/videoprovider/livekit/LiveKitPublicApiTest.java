package io.videoprovider.livekit;

import io.videoprovider.VideoProvider;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.testkit.PublicApi;
import io.videoprovider.testkit.provider.ProviderPublicApiContract;
import java.util.List;

class LiveKitPublicApiTest extends ProviderPublicApiContract {

    LiveKitPublicApiTest() {
        super(Tests.providerOf(NOWHERE).build());
    }

    @Override
    protected PublicApi samples(PublicApi api, VideoProvider provider) {
        return api.with(LiveKitVideoProvider.class, () -> (LiveKitVideoProvider) provider)
                .with(LiveKitClient.class, () -> provider.unwrap(LiveKitClient.class));
    }

    @Override
    protected void useClient(VideoProvider provider) {
        provider.unwrap(LiveKitClient.class).listRooms(List.of());
    }
}

package io.videoprovider.livekit;

import io.videoprovider.VideoProvider;
import io.videoprovider.livekit.client.AgentDispatchClient;
import io.videoprovider.livekit.client.EgressClient;
import io.videoprovider.livekit.client.IngressClient;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.RoomClient;
import io.videoprovider.livekit.client.SipClient;
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
                .with(LiveKitClient.class, () -> provider.unwrap(LiveKitClient.class))
                .with(
                        RoomClient.class,
                        () -> provider.unwrap(LiveKitClient.class).rooms())
                .with(
                        EgressClient.class,
                        () -> provider.unwrap(LiveKitClient.class).egress())
                .with(
                        IngressClient.class,
                        () -> provider.unwrap(LiveKitClient.class).ingress())
                .with(
                        SipClient.class,
                        () -> provider.unwrap(LiveKitClient.class).sip())
                .with(
                        AgentDispatchClient.class,
                        () -> provider.unwrap(LiveKitClient.class).agentDispatch());
    }

    @Override
    protected void useClient(VideoProvider provider) {
        provider.unwrap(LiveKitClient.class).rooms().listRooms(List.of());
    }
}

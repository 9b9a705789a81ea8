package io.videoprovider.benchmarks.livekitsdk;

import io.livekit.server.AccessToken;
import io.livekit.server.CanPublish;
import io.livekit.server.CanPublishData;
import io.livekit.server.CanSubscribe;
import io.livekit.server.CanUpdateOwnMetadata;
import io.livekit.server.RoomJoin;
import io.livekit.server.RoomName;
import io.livekit.server.RoomServiceClient;
import io.livekit.server.WebhookReceiver;
import java.util.List;
import java.util.concurrent.Callable;

/** LiveKit's own SDK, the way its documentation uses it. */
public final class LiveKitSdk {

    private LiveKitSdk() {}

    /** Mints a token to join a room. */
    public static Callable<Object> minting(
            String key, String secret, String identity, String name, String metadata, String room) {
        return () -> {
            AccessToken token = new AccessToken(key, secret);
            token.setIdentity(identity);
            token.setName(name);
            token.setMetadata(metadata);
            token.setTtl(3_600_000L);
            token.addGrants(
                    new RoomJoin(true),
                    new RoomName(room),
                    new CanPublish(true),
                    new CanPublishData(true),
                    new CanSubscribe(true),
                    new CanUpdateOwnMetadata(true));
            return token.toJwt();
        };
    }

    /** Verifies and parses a webhook. */
    public static Callable<Object> receiving(String key, String secret, String body, String authorization) {
        WebhookReceiver receiver = new WebhookReceiver(key, secret);
        return () -> receiver.receive(body, authorization);
    }

    /** Lists the room "lobby". */
    public static Callable<Object> calling(String url, String key, String secret) {
        RoomServiceClient client = RoomServiceClient.createClient(url, key, secret);
        return () -> client.listRooms(List.of("lobby")).execute().body();
    }

    /**
     * Prints the first token of a process; with a URL as argument the first answer; with any second argument it stays until its
     * input ends.
     */
    public static void main(String[] args) throws Exception {
        String secret = "0123456789abcdef0123456789abcdef";
        Callable<Object> first = args.length == 0
                ? minting("devkey", secret, "alice", "Alice", "{}", "consultation-4711")
                : calling(args[0], "devkey", secret);
        System.out.println(first.call().toString().length());
        if (args.length > 1) {
            System.in.read();
        }
        // OkHttp's threads would keep the process for a minute.
        System.exit(0);
    }
}

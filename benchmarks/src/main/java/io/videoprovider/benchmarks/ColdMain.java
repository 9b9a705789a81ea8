package io.videoprovider.benchmarks;

import io.videoprovider.common.CallId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.token.TokenRequest;
import java.io.IOException;
import java.util.List;

/** A process that wants one thing of this SDK. */
final class ColdMain {

    private ColdMain() {}

    /** Does nothing, which takes its time too. */
    static final class Empty {

        private Empty() {}

        /** Nothing. */
        public static void main(String[] args) {
            System.out.println(args.length);
        }
    }

    /**
     * Prints the first token of a process; with a URL as argument the first answer; with any second argument it stays until its
     * input ends.
     */
    public static void main(String[] args) throws IOException {
        LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                .url(args.length == 0 ? "ws://127.0.0.1:7880" : args[0])
                .apiKey("devkey")
                .apiSecret("0123456789abcdef0123456789abcdef")
                .build();
        if (args.length == 0) {
            System.out.println(video.tokens()
                    .mint(TokenRequest.builder("alice")
                            .call(CallId.of("consultation-4711"))
                            .displayName("Alice")
                            .metadata("{}")
                            .build())
                    .token()
                    .length());
        } else {
            System.out.println(video.unwrap(LiveKitClient.class)
                    .listRooms(List.of("lobby"))
                    .size());
        }
        if (args.length > 1) {
            System.in.read();
        }
        // As the peer does, whose threads would stay.
        System.exit(0);
    }
}

package io.videoprovider.benchmarks;

import io.videoprovider.common.CallId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.token.TokenRequest;

/** A program that prints a LiveKit token and exits. */
final class FirstToken {

    private FirstToken() {}

    /** A program that does nothing: its time is subtracted from that of the others. */
    static final class Empty {

        private Empty() {}

        public static void main(String[] args) {}
    }

    public static void main(String[] args) {
        LiveKitVideoProvider video = LiveKitVideoProvider.builder()
                .url("ws://127.0.0.1:7880")
                .apiKey(Sample.KEY)
                .apiSecret(Sample.SECRET)
                .build();
        System.out.print(video.tokens()
                .mint(TokenRequest.builder(Sample.USER, CallId.of(Sample.ROOM))
                        .displayName(Sample.NAME)
                        .metadata(Sample.METADATA)
                        .build())
                .token());
    }
}

package io.videoprovider.examples.meetings.browser;

import io.videoprovider.common.CallId;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.time.Clock;
import java.time.Duration;

/** Tokens of the real server that the application does not issue. */
final class VendorToken {

    private VendorToken() {}

    /** Returns a token that is valid for ten minutes. */
    static String of(String user, String room) {
        return mint(user, room, Clock.systemUTC());
    }

    /** Returns a token that expired a day ago. */
    static String expired(String user, String room) {
        return mint(user, room, Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)));
    }

    private static String mint(String user, String room, Clock clock) {
        try (LiveKitVideoProvider provider = LiveKitVideoProvider.builder()
                .url(System.getenv("LIVEKIT_URL"))
                .apiKey("devkey")
                .apiSecret("secret")
                .clock(clock)
                .build()) {
            return provider.tokens()
                    .mint(TokenRequest.builder(user, CallId.of(room))
                            .role(Role.SPEAKER)
                            .ttl(Duration.ofMinutes(10))
                            .build())
                    .token();
        }
    }
}

package io.videoprovider.examples.meetings.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import org.junit.jupiter.api.Test;

/** Media through the TURN server only, as in a network that blocks everything else. */
@BrowserTest
class RelayBrowserTest {

    private static final String RELAY_ONLY = """
            const Direct = window.RTCPeerConnection;
            window.connections = [];
            window.RTCPeerConnection = class extends Direct {
              constructor(configuration) { super({ ...configuration, iceTransportPolicy: 'relay' }); window.connections.push(this); }
              setConfiguration(configuration) { super.setConfiguration({ ...configuration, iceTransportPolicy: 'relay' }); }
            };""";

    @Test
    void video_is_relayed_with_the_credentials_of_the_application(Browsers browsers) {
        Person alice = browsers.person("alice");
        Json meeting = alice.createMeeting("Relay", "bob");
        Person bob = browsers.person("bob");
        bob.addInitScript(RELAY_ONLY);

        alice.join(meeting);
        bob.join(meeting);

        alice.sees("bob", TestVideo.BLUE);
        bob.sees("alice", TestVideo.RED);
        Object used = bob.page().evaluate("""
                async () => {
                  const types = new Set();
                  for (const connection of window.connections) {
                    const stats = [...(await connection.getStats()).values()];
                    for (const pair of stats.filter((s) => s.type === 'candidate-pair' && s.nominated && s.state === 'succeeded'))
                      types.add(stats.find((s) => s.id === pair.localCandidateId).candidateType);
                  }
                  return [...types].join();
                }""");
        assertThat(used).isEqualTo("relay");
    }
}

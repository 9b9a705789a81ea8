package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.moderation.Blocklist;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocked users of Stream calls. */
class StreamBlocklistTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private Blocklist blocklist;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        blocklist = video.require(Blocklist.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    @Test
    void a_block_is_of_one_call_and_survives_its_end() {
        video.calls().getOrCreate(CallRequest.of(LOBBY));
        video.calls().getOrCreate(CallRequest.of(CallId.of("other")));

        blocklist.block(LOBBY, "mallory");
        video.calls().end(LOBBY);

        assertThat(body(emulator, "BlockUser")).isEqualTo(json("{'user_id':'mallory'}"));
        assertThat(blocklist.list(LOBBY)).containsExactly("mallory");
        assertThat(blocklist.list(CallId.of("other"))).isEmpty();
    }

    @Test
    void a_lost_response_is_repeated() {
        video.calls().getOrCreate(CallRequest.of(LOBBY));
        emulator.faults().inject("BlockUser", StreamFault.dropAfterProcessing());
        emulator.faults().inject("UnblockUser", StreamFault.dropAfterProcessing());

        blocklist.block(LOBBY, "mallory");
        assertThat(blocklist.list(LOBBY)).containsExactly("mallory");
        blocklist.unblock(LOBBY, "mallory");

        assertThat(blocklist.list(LOBBY)).isEmpty();
        assertThat(requests(emulator, "BlockUser")).hasSize(2);
        assertThat(requests(emulator, "UnblockUser")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a?x=1", "a#b", "../../app", "..", "%2e%2e", "a\\b", "a\nb", "", "\ud83d"})
    void a_hostile_id_reaches_no_endpoint(String hostile) {
        CallId call = CallId.unchecked("default", hostile);
        refused("call", () -> blocklist.block(call, "mallory"));
        refused("call", () -> blocklist.unblock(call, "mallory"));
        refused("call", () -> blocklist.list(call));
        refused("userId", () -> blocklist.block(LOBBY, hostile));
        refused("userId", () -> blocklist.unblock(LOBBY, hostile));
        assertThat(emulator.requests()).isEmpty();
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContaining(field);
    }
}

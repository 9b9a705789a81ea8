package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.bodies;
import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.DeleteMode;
import io.videoprovider.chat.ChatChannel;
import io.videoprovider.chat.ChatChannels;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderException;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels of Stream Chat for calls of Stream Video. */
class StreamChatChannelsTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private ChatChannels channels;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).serverUser("server").build();
        channels = video.require(ChatChannels.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    @Test
    void a_channel_has_the_id_of_its_call() {
        ChatChannel channel = channels.getOrCreate(LOBBY, List.of("alice", "alice"));

        assertThat(channel.id()).isEqualTo("messaging:lobby");
        assertThat(channel.createdAt()).isNotNull();
        assertThat(channel.memberCount()).isEqualTo(1);
        assertThat(body(emulator, "GetOrCreateChannel"))
                .isEqualTo(json("{'data':{'created_by_id':'server','members':[{'user_id':'alice'}]}}"));
        assertThat(requests(emulator, "UpdateChannel")).isEmpty();
    }

    @Test
    void the_type_of_a_call_is_a_part_of_the_id_unless_it_is_the_default() {
        assertThat(channels.getOrCreate(CallId.of("livestream", "lobby"), List.of())
                        .id())
                .isEqualTo("messaging:livestream!lobby");
    }

    @Test
    void the_builder_sets_the_type_of_channels() {
        try (StreamVideoProvider other =
                Tests.providerOf(emulator).chatChannelType("livestream").build()) {
            assertThat(other.require(ChatChannels.class)
                            .getOrCreate(LOBBY, List.of())
                            .id())
                    .isEqualTo("livestream:lobby");
        }
    }

    @Test
    void members_come_in_batches_and_a_partial_success_is_reported() {
        List<String> many = IntStream.range(0, 250).mapToObj(i -> "u-" + i).toList();
        channels.getOrCreate(LOBBY, List.of());

        emulator.faults().inject("UpdateChannel", StreamFault.delay(java.time.Duration.ZERO));
        emulator.faults().inject("UpdateChannel", StreamFault.api(403, 17, "not allowed"));
        assertThatThrownBy(() -> channels.add(LOBBY, many))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("first 100 of 250");

        channels.add(LOBBY, many);
        assertThat(bodies(emulator, "UpdateChannel")).hasSize(5);
        assertThat(channels.getOrCreate(LOBBY, List.of()).memberCount()).isEqualTo(250);
    }

    @Test
    void an_empty_change_sends_no_request() {
        channels.add(LOBBY, List.of());
        channels.remove(LOBBY, List.of());

        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void a_lost_response_does_not_prevent_a_deletion() {
        channels.getOrCreate(LOBBY, List.of());
        emulator.faults().inject("DeleteChannel", StreamFault.dropAfterProcessing());

        channels.delete(LOBBY, DeleteMode.HARD);

        assertThat(requests(emulator, "DeleteChannel")).hasSize(2);
        assertThat(requests(emulator, "DeleteChannel").get(0).query()).containsEntry("hard_delete", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a?x=1", "../../app", "..", "a\nb", "a!b", "a~b", "a.b", "\ud83d", "größe"})
    void a_call_id_that_is_not_an_id_of_a_channel_is_refused_before_a_request(String hostile) {
        for (CallId call : List.of(CallId.unchecked("default", hostile), CallId.unchecked(hostile, "a"))) {
            refused("call", () -> channels.getOrCreate(call, List.of("alice")));
            refused("call", () -> channels.add(call, List.of("alice")));
            refused("call", () -> channels.remove(call, List.of("alice")));
            refused("call", () -> channels.delete(call, DeleteMode.SOFT));
        }
        refused("userId", () -> channels.getOrCreate(LOBBY, List.of(hostile)));
        refused("userId", () -> channels.add(LOBBY, List.of(hostile)));
        refused("userId", () -> channels.remove(LOBBY, List.of(hostile)));
        refused("call id", () -> channels.delete(CallId.of("x".repeat(40), "y".repeat(40)), DeleteMode.SOFT));
        assertThat(emulator.requests()).isEmpty();
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContaining(field);
    }
}

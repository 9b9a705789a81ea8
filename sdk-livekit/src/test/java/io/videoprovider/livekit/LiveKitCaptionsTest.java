package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.body;
import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.AgentDispatch;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.transcription.CaptionRequest;
import io.videoprovider.transcription.Captions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Captions as dispatches of a named agent. */
class LiveKitCaptionsTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final CaptionRequest ENGLISH =
            CaptionRequest.builder().language("en").build();

    private LiveKitEmulator emulator;
    private LiveKitVideoProvider video;
    private LiveKitClient client;
    private Captions captions;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder().apiKey("devkey", Tests.SECRET).start();
        video = Tests.providerOf(emulator).captionAgent("captioner").build();
        client = video.unwrap(LiveKitClient.class);
        captions = video.require(Captions.class);
        video.calls().getOrCreate(CallRequest.of(LOBBY));
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private List<String> agents() {
        return client.agentDispatch().listDispatch("lobby", "").stream()
                .map(AgentDispatch::agentName)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private void dispatch(String agent) {
        AgentDispatch unused = client.agentDispatch()
                .createDispatch(Json.builder()
                        .put("room", "lobby")
                        .put("agent_name", agent)
                        .build());
    }

    @Test
    void feature_is_offered_only_with_an_agent() {
        assertThat(video.capabilities().features()).contains(Captions.class);
        try (LiveKitVideoProvider without = Tests.providerOf(emulator).build()) {
            assertThat(without.feature(Captions.class)).isEmpty();
            assertThat(without.capabilities().features()).doesNotContain(Captions.class);
            assertThatThrownBy(() -> without.require(Captions.class)).isInstanceOf(UnsupportedFeatureException.class);
        }
        LiveKitVideoProvider.Builder builder = LiveKitVideoProvider.builder();
        for (String wrong : List.of("", " ", "x".repeat(257), "\ud83d")) {
            assertThatThrownBy(() -> builder.captionAgent(wrong))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("captionAgent must");
        }
    }

    @Test
    void agent_is_dispatched_once_with_the_language_in_its_metadata() {
        captions.start(LOBBY, ENGLISH);
        captions.start(LOBBY, CaptionRequest.builder().build());

        Json request = body(emulator, "CreateDispatch");
        assertThat(request.string("room")).isEqualTo("lobby");
        assertThat(request.string("agent_name")).isEqualTo("captioner");
        assertThat(Json.parse(request.string("metadata")).asMap())
                .containsOnly(entry("task", "captions"), entry("language", "en"));
        assertThat(agents()).containsExactly("captioner");
        assertThat(captions.active(LOBBY)).isTrue();
    }

    @Test
    void other_agents_do_not_count_and_are_not_stopped() {
        dispatch("helper");
        assertThat(captions.active(LOBBY)).isFalse();
        captions.start(LOBBY, ENGLISH);

        captions.stop(LOBBY);

        assertThat(agents()).containsExactly("helper");
        assertThat(captions.active(LOBBY)).isFalse();
    }

    @Test
    void all_dispatches_of_the_agent_are_deleted() {
        dispatch("captioner");
        dispatch("captioner");

        captions.stop(LOBBY);
        captions.stop(LOBBY);

        assertThat(agents()).isEmpty();
        assertThat(requests(emulator, "DeleteDispatch")).hasSize(2);
    }

    @Test
    void lost_response_of_a_start_is_reconciled_by_a_look_up() {
        emulator.faults().inject("CreateDispatch", 1, LiveKitFault.dropAfterProcessing());

        captions.start(LOBBY, ENGLISH);

        assertThat(agents()).containsExactly("captioner");
        assertThat(requests(emulator, "CreateDispatch")).hasSize(1);
    }

    @Test
    void start_that_did_not_take_effect_fails_after_the_look_up() {
        emulator.faults().inject("CreateDispatch", 1, LiveKitFault.dropBeforeProcessing());

        assertThatThrownBy(() -> captions.start(LOBBY, ENGLISH))
                .isInstanceOfSatisfying(
                        VideoException.class,
                        failure -> assertThat(failure.outcomeUnknown()).isTrue());
        assertThat(agents()).isEmpty();
    }

    @Test
    void call_that_does_not_exist_is_not_created_by_a_dispatch() {
        CallId unknown = CallId.of("unknown");

        assertThatThrownBy(() -> captions.start(unknown, ENGLISH)).isInstanceOf(NotFoundException.class);
        assertThat(requests(emulator, "CreateDispatch")).isEmpty();
    }

    @Test
    void calls_without_a_name_or_with_one_that_is_too_long_are_rejected_before_any_request() {
        int before = emulator.requests().size();
        for (CallId wrong : List.of(CallId.unchecked("default", " "), CallId.unchecked("default", "x".repeat(257)))) {
            assertThatThrownBy(() -> captions.start(wrong, ENGLISH)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> captions.active(wrong)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> captions.stop(wrong)).isInstanceOf(InvalidRequestException.class);
        }
        assertThat(emulator.requests()).hasSize(before);
    }
}

package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.bodies;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.operations;
import static io.videoprovider.stream.Tests.requests;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.event.MessageReceived;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.message.Messages;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as custom events, and back from webhooks. */
class StreamMessagesTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private WebhookReceiver receiver;
    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private Messages messages;

    @BeforeEach
    void start() {
        receiver = WebhookReceiver.start();
        emulator = Tests.emulator().webhook(receiver.url()).start();
        video = Tests.providerOf(emulator).serverUser("the-server").build();
        messages = video.require(Messages.class);
        video.calls().getOrCreate(CallRequest.of(LOBBY));
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
        receiver.close();
    }

    private List<MessageReceived> received(int count) {
        var unused = emulator.awaitWebhooks(
                sent -> sent.stream()
                                .filter(webhook -> webhook.event().equals("custom") && webhook.status() == 200)
                                .count()
                        >= count,
                Duration.ofSeconds(20));
        return receiver.received().stream()
                .map(this::event)
                .filter(MessageReceived.class::isInstance)
                .map(MessageReceived.class::cast)
                .toList();
    }

    private VideoEvent event(WebhookRequest request) {
        return video.webhooks().parse(request);
    }

    @Test
    void text_is_sent_as_text_by_the_server_user() {
        messages.send(LOBBY, "chat", "{\"say\":\"Zoë\"}".getBytes(UTF_8));
        messages.send(LOBBY, null, new byte[0]);

        assertThat(bodies(emulator, "SendCallEvent"))
                .containsExactly(
                        Json.builder()
                                .put("user_id", "the-server")
                                .put(
                                        "custom",
                                        Json.builder()
                                                .put("topic", "chat")
                                                .put("payload", "{\"say\":\"Zoë\"}")
                                                .build())
                                .build(),
                        json("{'user_id':'the-server','custom':{'payload':''}}"));
    }

    @Test
    void bytes_that_are_not_text_are_sent_as_base64() {
        messages.send(LOBBY, "binary", new byte[] {(byte) 0xff, 0, 1});

        assertThat(bodies(emulator, "SendCallEvent").get(0).object("custom"))
                .isEqualTo(json("{'topic':'binary','payload':'/wAB','encoding':'base64'}"));
    }

    @Test
    void webhooks_have_topic_and_payload_again() {
        byte[] binary = new byte[700];
        new Random(7).nextBytes(binary);
        messages.send(LOBBY, "chat", "hello".getBytes(UTF_8));
        messages.send(LOBBY, null, binary);
        messages.send(LOBBY, "zeros", new byte[StreamMessages.MAX_PAYLOAD_BYTES]);

        List<MessageReceived> received = received(3);

        assertThat(received).extracting(MessageReceived::userId).containsOnly("the-server");
        assertThat(received).extracting(MessageReceived::topic).containsExactlyInAnyOrder("chat", null, "zeros");
        for (MessageReceived message : received) {
            byte[] expected = "chat".equals(message.topic())
                    ? "hello".getBytes(UTF_8)
                    : message.topic() == null ? binary : new byte[StreamMessages.MAX_PAYLOAD_BYTES];
            assertThat(message.payload()).isEqualTo(expected);
            assertThat(message.toString()).doesNotContain("hello");
        }
    }

    @Test
    void events_of_other_forms_have_their_content_and_no_payload() {
        StreamClient client = video.unwrap(StreamClient.class);
        messages.send(LOBBY, "t", new byte[] {65});
        for (String custom : List.of(
                "{'type':'draw','x':10}",
                "{'topic':7,'payload':8}",
                "{'payload':'AA==','encoding':'hex'}",
                "{'payload':'not base64','encoding':'base64'}")) {
            client.calls().sendEvent(LOBBY, "the-server", json(custom));
        }

        assertThat(received(5))
                .filteredOn(message -> message.topic() == null)
                .hasSize(4)
                .allSatisfy(message -> {
                    assertThat(message.payload()).isNull();
                    assertThat(message.content().asMap()).isNotEmpty();
                });
    }

    @Test
    void messages_to_some_participants_and_too_long_ones_are_rejected_before_any_request() {
        int before = operations(emulator).size();
        byte[] hello = "hello".getBytes(UTF_8);

        assertThatThrownBy(() -> messages.send(LOBBY, "chat", hello, List.of("alice")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("MESSAGE_TO_PARTICIPANTS");
        invalid("topic", "x".repeat(257), hello);
        invalid("topic", "\u0001".repeat(256), new byte[StreamMessages.MAX_PAYLOAD_BYTES]);
        invalid("topic", "\ud83d", hello);
        invalid("payload", "chat", new byte[StreamMessages.MAX_PAYLOAD_BYTES + 1]);
        assertThat(operations(emulator)).hasSize(before);
    }

    private void invalid(String field, @Nullable String topic, byte[] payload) {
        assertThatThrownBy(() -> messages.send(LOBBY, topic, payload))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "..", "a?b", " "})
    void hostile_calls_are_rejected_before_any_request(String hostile) {
        int before = operations(emulator).size();
        CallId call = CallId.unchecked("default", hostile);

        assertThatThrownBy(() -> messages.send(call, "chat", new byte[1])).isInstanceOf(InvalidRequestException.class);
        assertThat(operations(emulator)).hasSize(before);
    }

    @Test
    void lost_message_is_not_repeated() {
        emulator.faults().inject("SendCallEvent", 1, StreamFault.dropAfterProcessing());

        assertThatThrownBy(() -> messages.send(LOBBY, "chat", new byte[] {1}))
                .isInstanceOfSatisfying(
                        VideoException.class,
                        failure -> assertThat(failure.outcomeUnknown()).isTrue());
        assertThat(requests(emulator, "SendCallEvent")).hasSize(1);
    }
}

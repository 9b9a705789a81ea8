package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.TestClient.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.kit.TestReceiver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks are signed, retried and given up as the vendor documents. */
class WebhooksTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    private TestReceiver receiver;
    private StreamEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        receiver = new TestReceiver();
        emulator = StreamEmulator.builder()
                .webhook(receiver.url())
                .delays(Delays.SHORT)
                .start();
        client = new TestClient(emulator.url());
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
        receiver.close();
    }

    private static String header(RecordedRequest request, String name) {
        return Objects.requireNonNullElse(request.getHeaders().get(name), "");
    }

    private static byte[] bytes(RecordedRequest request) {
        return Objects.requireNonNull(request.getBody()).toByteArray();
    }

    private List<StreamWebhook> attempts(int count) {
        return emulator.awaitWebhooks(sent -> sent.size() >= count, LONG_ENOUGH);
    }

    @Test
    void a_delivery_names_itself_and_is_signed_with_the_api_secret() {
        client.call();
        attempts(1);
        RecordedRequest sent = receiver.received().get(0);
        assertThat(sent.getMethod()).isEqualTo("POST");
        assertThat(header(sent, "X-WEBHOOK-ID")).hasSize(36);
        assertThat(header(sent, "X-WEBHOOK-ATTEMPT")).isEqualTo("1");
        assertThat(header(sent, "X-API-KEY")).isEqualTo("key");
        assertThat(header(sent, "Content-Type")).startsWith("application/json");
        assertThat(header(sent, "X-SIGNATURE"))
                .isEqualTo(HexFormat.of().formatHex(TestClient.hmac("secret", bytes(sent))))
                .isEqualTo(new StreamWebhookSigner("key", "secret").signature(TestReceiver.body(sent)));
    }

    @Test
    void a_compressed_body_is_signed_before_compression() throws IOException {
        client.patch("/api/v2/app", "{'enable_hook_payload_compression':true}").is(200);
        client.call();
        attempts(1);
        RecordedRequest sent = receiver.received().get(0);
        byte[] raw = bytes(sent);
        assertThat(raw).startsWith(0x1f, 0x8b);
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(raw)).readAllBytes();
        assertThat(new String(body, java.nio.charset.StandardCharsets.UTF_8)).contains("\"call.created\"");
        assertThat(header(sent, "X-SIGNATURE")).isEqualTo(HexFormat.of().formatHex(TestClient.hmac("secret", body)));
    }

    @Test
    void times_are_nanoseconds_on_request_except_in_custom_data() {
        try (StreamEmulator integers = StreamEmulator.builder()
                        .webhook(receiver.url())
                        .webhookNanoseconds(true)
                        .start();
                TestClient caller = new TestClient(integers.url())) {
            caller.call();
            integers.awaitWebhooks(sent -> sent.size() == 1, LONG_ENOUGH);
            assertThat(receiver.events().get(0).get("created_at").isIntegralNumber())
                    .isTrue();
        }
        client.post(CALL, "{'data':{'created_by_id':'a','custom':{'created_at':5}}}")
                .is(201);
        attempts(1);
        assertThat(receiver.events().get(1).at("/call/custom/created_at").intValue())
                .isEqualTo(5);
        assertThat(receiver.events().get(1).at("/call/created_at").isString()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"500,3", "503,3", "429,3", "408,3", "400,1", "404,1", "200,1", "302,1"})
    void the_response_of_a_receiver_determines_the_number_of_attempts(int status, int times) {
        receiver.answers(status, status, status, status);
        client.call();
        client.post(CALL + "/mark_ended", "{}").is(201);
        List<StreamWebhook> sent = emulator.awaitWebhooks(
                all -> all.stream().anyMatch(hook -> hook.event().equals("call.ended")), LONG_ENOUGH);
        List<StreamWebhook> created = sent.stream()
                .filter(hook -> hook.event().equals("call.created"))
                .toList();
        assertThat(created).hasSize(times);
        assertThat(created).extracting(StreamWebhook::attempt).first().isEqualTo(1);
        assertThat(created)
                .extracting(StreamWebhook::id)
                .containsOnly(created.get(0).id());
        assertThat(header(receiver.received().get(times - 1), "X-WEBHOOK-ATTEMPT"))
                .isEqualTo(Integer.toString(times));
    }

    @Test
    void an_unreachable_receiver_is_tried_twice() throws IOException {
        // Keeps a port on which nothing listens, so that no other process listens there either.
        try (Socket reserved = reserved();
                StreamEmulator lonely = StreamEmulator.builder()
                        .webhook(URI.create("http://127.0.0.1:" + reserved.getLocalPort()))
                        .delays(Delays.SHORT)
                        .start();
                TestClient caller = new TestClient(lonely.url())) {
            caller.call();
            caller.post(CALL + "/mark_ended", "{}").is(201);
            List<StreamWebhook> sent = lonely.awaitWebhooks(all -> all.size() == 4, LONG_ENOUGH);
            assertThat(sent)
                    .extracting(StreamWebhook::event)
                    .containsExactly("call.created", "call.created", "call.ended", "call.ended");
            assertThat(sent).extracting(StreamWebhook::status).containsOnly(0);
        }
    }

    private static Socket reserved() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    @Test
    void a_receiver_that_times_out_is_retried() {
        receiver.answers(
                new MockResponse.Builder().headersDelay(4, TimeUnit.SECONDS).build());
        client.call();
        List<StreamWebhook> sent = attempts(2);
        assertThat(sent).extracting(StreamWebhook::status).containsExactly(0, 200);
        assertThat(receiver.received()).hasSize(2);
    }

    @Test
    void the_applications_settings_contain_receivers_and_their_events() throws IOException {
        try (TestReceiver legacy = new TestReceiver();
                TestReceiver hook = new TestReceiver();
                TestReceiver off = new TestReceiver()) {
            client.patch(
                            "/api/v2/app",
                            "{'webhook_url':'" + legacy.url() + "','grants':null,'event_hooks':[{'hook_type':'webhook',"
                                    + "'enabled':true,'event_types':['call.ended'],'webhook_url':'" + hook.url()
                                    + "'},{'hook_type':'webhook','enabled':false,'webhook_url':'" + off.url() + "'}]}")
                    .is(200);
            assertThat(client.get("/api/v2/app").json().at("/app/event_hooks")).hasSize(2);
            client.call();
            client.post(CALL + "/mark_ended", "{}").is(201);
            attempts(5);
            assertThat(legacy.received()).hasSize(2);
            assertThat(hook.events())
                    .extracting(event -> event.get("type").stringValue())
                    .containsExactly("call.ended");
            assertThat(off.received()).isEmpty();
            client.patch("/api/v2/app", "{'event_hooks':null}").is(200);
            assertThat(client.get("/api/v2/app").json().at("/app/event_hooks")).hasSize(2);
        }
    }

    @Test
    void webhooks_are_dropped_doubled_and_overtaken_on_demand() {
        emulator.faults()
                .dropWebhooks("call.created", 1)
                .duplicateWebhooks("call.updated", 1)
                .reorderWebhooks("call.member_*", 1);
        client.users("alice");
        client.call();
        client.patch(CALL, "{'custom':{'a':1}}").is(200);
        client.post(CALL + "/members", "{'update_members':[{'user_id':'alice'}]}")
                .is(201);
        client.post(CALL + "/mark_ended", "{}").is(201);
        List<StreamWebhook> sent = attempts(4);
        assertThat(sent)
                .extracting(StreamWebhook::event)
                .containsExactly("call.updated", "call.updated", "call.ended", "call.member_added");
        assertThat(sent.get(0).id()).isEqualTo(sent.get(1).id());
    }
}

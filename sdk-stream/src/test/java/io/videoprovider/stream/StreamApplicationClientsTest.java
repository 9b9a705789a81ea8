package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.bodies;
import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.stream.client.ExternalStorage;
import io.videoprovider.stream.client.StorageClient.StorageResponse;
import io.videoprovider.stream.client.StreamClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stream's operations on the application: users, devices, storages, settings and chat channels. */
class StreamApplicationClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private StreamClient client;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().user("alice").user("bob").start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(StreamClient.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private List<Json> users(String id) {
        return client.users()
                .queryUsers(
                        json("{'filter_conditions':{'id':'" + id + "'},'include_deactivated_users':true,'limit':1}"));
    }

    // ---------------------------------------------------------------- users

    @Test
    void a_partial_update_keeps_other_data() {
        client.users().upsertUsers(List.of(json("{'id':'alice','name':'Alice','custom':{'a':'1','b':'2'}}")));

        Json changed = client.users()
                .updateUsersPartial(
                        List.of(json("{'id':'alice','set':{'image':'https://a/b.png','a':'3'},'unset':['b']}")));
        assertThat(changed.object("alice").string("image")).isEqualTo("https://a/b.png");

        Json alice = users("alice").get(0);
        assertThat(alice.string("name")).isEqualTo("Alice");
        assertThat(alice.string("image")).isEqualTo("https://a/b.png");
        assertThat(alice.object("custom")).isEqualTo(json("{'a':'3'}"));
    }

    @Test
    void users_are_deleted_and_restored() {
        String task = client.users().deleteUsers(List.of("alice"), json("{'user':'soft'}"));
        Json unused = client.awaitTask(task, PATIENCE);
        assertThat(users("alice")).isEmpty();
        assertThat(body(emulator, "DeleteUsers")).isEqualTo(json("{'user':'soft','user_ids':['alice']}"));

        client.users().restoreUsers(List.of("alice"));

        assertThat(users("alice")).hasSize(1);
        assertThatThrownBy(() -> client.users().restoreUsers(List.of("alice"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.users().deleteUsers(List.of("nobody"), Json.EMPTY))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void users_are_deactivated_and_reactivated() {
        client.users().deactivateUser("alice", json("{'mark_messages_deleted':true}"));
        assertThat(users("alice").get(0).has("deactivated_at")).isTrue();
        client.users().reactivateUser("alice", Json.EMPTY);
        assertThat(users("alice").get(0).has("deactivated_at")).isFalse();

        Json done = client.awaitTask(client.users().deactivateUsers(List.of("alice", "bob"), Json.EMPTY), PATIENCE);
        assertThat(done.asMap()).containsKeys("alice", "bob");
        assertThat(users("bob").get(0).has("deactivated_at")).isTrue();
        done = client.awaitTask(client.users().reactivateUsers(List.of("alice", "bob"), Json.EMPTY), PATIENCE);
        assertThat(done.asMap()).hasSize(2);
        assertThat(users("bob").get(0).has("deactivated_at")).isFalse();
        assertThatThrownBy(() -> client.users().deactivateUser("nobody", Json.EMPTY))
                .isInstanceOf(NotFoundException.class);
    }

    // ---------------------------------------------------------------- devices

    @Test
    void devices_are_created_listed_and_deleted() {
        client.devices().createDevice("alice", json("{'id':'t/1?&=','push_provider':'apn','voip_token':true}"));

        Json device = client.devices().listDevices("alice").get(0);
        assertThat(device.string("id")).isEqualTo("t/1?&=");
        assertThat(device.bool("voip")).isTrue();
        assertThat(client.devices().listDevices("bob")).isEmpty();

        client.devices().deleteDevice("alice", "t/1?&=");

        assertThat(client.devices().listDevices("alice")).isEmpty();
        assertThatThrownBy(() -> client.devices().deleteDevice("alice", "t/1?&="))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.devices().listDevices("nobody")).isInstanceOf(NotFoundException.class);
    }

    // ---------------------------------------------------------------- storages

    @Test
    void each_kind_of_storage_is_sent_in_streams_fields() {
        client.storages()
                .createExternalStorage(ExternalStorage.s3("s3", "bucket", "eu-central-1")
                        .credentials("id", "s3-hush")
                        .endpoint(URI.create("https://minio.example"))
                        .path("calls/")
                        .build());
        client.storages()
                .createExternalStorage(ExternalStorage.gcs("gcs", "bucket", "{\"private_key\":\"gcs-hush\"}")
                        .build());
        client.storages()
                .createExternalStorage(ExternalStorage.azure("abs", "container", "acc", "tenant", "app", "abs-hush")
                        .build());

        assertThat(bodies(emulator, "CreateExternalStorage"))
                .containsExactly(
                        json("{'name':'s3','storage_type':'s3','bucket':'bucket','path':'calls/','aws_s3':{"
                                + "'s3_region':'eu-central-1','s3_api_key':'id','s3_secret':'s3-hush',"
                                + "'s3_custom_endpoint_url':'https://minio.example'}}"),
                        Json.builder()
                                .put("name", "gcs")
                                .put("storage_type", "gcs")
                                .put("bucket", "bucket")
                                .put("gcs_credentials", "{\"private_key\":\"gcs-hush\"}")
                                .build(),
                        json("{'name':'abs','storage_type':'abs','bucket':'container','azure_blob':{"
                                + "'abs_account_name':'acc','abs_tenant_id':'tenant','abs_client_id':'app',"
                                + "'abs_client_secret':'abs-hush'}}"));
        assertThat(client.storages().listExternalStorage())
                .extracting(StorageResponse::name, StorageResponse::type, StorageResponse::bucket)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("s3", "s3", "bucket"),
                        org.assertj.core.groups.Tuple.tuple("gcs", "gcs", "bucket"),
                        org.assertj.core.groups.Tuple.tuple("abs", "abs", "container"));
    }

    @Test
    void a_storage_is_checked_replaced_and_deleted() {
        client.storages()
                .createExternalStorage(
                        ExternalStorage.s3("mine", "bucket", "eu-central-1").build());
        assertThat(client.storages().checkExternalStorage("mine")).startsWith("s3://bucket/");

        StorageResponse replaced = client.storages()
                .updateExternalStorage(ExternalStorage.s3("mine", "other", "eu-central-1")
                        .path("a")
                        .build());
        assertThat(replaced.bucket()).isEqualTo("other");
        assertThat(replaced.path()).isEqualTo("a");

        client.storages().deleteExternalStorage("mine");
        assertThat(client.storages().listExternalStorage()).isEmpty();
        assertThatThrownBy(() -> client.storages().deleteExternalStorage("mine"))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.storages().checkExternalStorage("mine")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_storage_is_not_created_again_after_a_lost_response() {
        ExternalStorage storage =
                ExternalStorage.s3("mine", "bucket", "eu-central-1").build();
        emulator.faults().inject("CreateExternalStorage", StreamFault.dropAfterProcessing());

        assertThatThrownBy(() -> client.storages().createExternalStorage(storage))
                .isInstanceOfSatisfying(
                        VideoException.class,
                        failure -> assertThat(failure.outcomeUnknown()).isTrue());

        assertThat(requests(emulator, "CreateExternalStorage")).hasSize(1);
        assertThat(client.storages().listExternalStorage()).hasSize(1);
        assertThatThrownBy(() -> client.storages().createExternalStorage(storage))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("already exists");
    }

    @Test
    void credentials_are_not_printed() {
        assertThat(List.of(
                                ExternalStorage.s3("s3", "bucket", "r")
                                        .credentials("id", "hush")
                                        .build(),
                                ExternalStorage.gcs("gcs", "bucket", "{\"private_key\":\"hush\"}")
                                        .build(),
                                ExternalStorage.azure("abs", "bucket", "acc", "tenant", "app", "hush")
                                        .build())
                        .toString())
                .contains("s3, bucket=bucket")
                .doesNotContain("hush");
    }

    // ---------------------------------------------------------------- settings and hooks

    @Test
    void hooks_change_one_at_a_time() {
        client.app().updateApp(json("{'enable_hook_payload_compression':true}"));
        Json first = client.app().addEventHook(json("{'hook_type':'webhook','webhook_url':'https://a.example/1'}"));
        Json second = client.app()
                .addEventHook(
                        json(
                                "{'hook_type':'sqs','sqs_queue_url':'https://sqs.example/q','sqs_secret':'hush','event_types':['call.ended']}"));
        assertThat(second.string("sqs_secret")).isEqualTo("hush");
        assertThat(client.app().getApp().objects("event_hooks"))
                .extracting(hook -> hook.string("id"))
                .containsExactly(first.string("id"), second.string("id"));

        client.app().updateEventHook(first.string("id"), json("{'webhook_url':'https://a.example/2','enabled':false}"));

        List<Json> hooks = client.app().getApp().objects("event_hooks");
        assertThat(hooks).hasSize(2);
        assertThat(hooks.get(0).string("id")).isEqualTo(first.string("id"));
        assertThat(hooks.get(0).string("webhook_url")).isEqualTo("https://a.example/2");
        assertThat(hooks.get(0).bool("enabled")).isFalse();
        assertThat(hooks.get(1).strings("event_types")).containsExactly("call.ended");
        assertThat(hooks.get(1).string("sqs_secret")).isEqualTo("hush");

        client.app().removeEventHook(first.string("id"));
        client.app().removeEventHook(first.string("id"));

        assertThat(client.app().getApp().objects("event_hooks"))
                .extracting(hook -> hook.string("id"))
                .containsExactly(second.string("id"));
        assertThat(client.app().getApp().bool("enable_hook_payload_compression"))
                .isTrue();
        assertThat(requests(emulator, "UpdateApp")).hasSize(5);
    }

    @Test
    void an_unknown_hook_changes_nothing() {
        Json hook = client.app().addEventHook(json("{'webhook_url':'https://a.example/1'}"));
        assertThat(hook.string("hook_type")).isEqualTo("webhook");

        assertThatThrownBy(() -> client.app().updateEventHook("other", Json.EMPTY))
                .isInstanceOf(NotFoundException.class);
        client.app().removeEventHook("other");

        assertThat(requests(emulator, "UpdateApp")).hasSize(1);
    }

    @Test
    void a_response_without_hooks_does_not_reset_them() {
        emulator.faults().inject("GetApp", 3, StreamFault.body(200, "application/json", "{\"app\":{\"name\":\"x\"}}"));

        assertThatThrownBy(() -> client.app().addEventHook(json("{'webhook_url':'https://a.example/1'}")))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("event_hooks");
        assertThat(requests(emulator, "UpdateApp")).isEmpty();
    }

    @Test
    void a_revocation_needs_its_own_method() {
        assertThatThrownBy(() -> client.app().updateApp(json("{'revoke_tokens_issued_before':'2020-01-01T00:00:00Z'}")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("revokeAllTokens");
        assertThat(emulator.requests()).isEmpty();
    }

    // ---------------------------------------------------------------- chat

    @Test
    void a_channel_is_created_changed_and_deleted() {
        Json created = client.chat()
                .getOrCreateChannel(
                        "messaging", "c-1", json("{'data':{'created_by_id':'alice','members':[{'user_id':'alice'}]}}"));
        assertThat(created.object("channel").string("cid")).isEqualTo("messaging:c-1");

        Json changed = client.chat()
                .updateChannel(
                        "messaging", "c-1", json("{'add_members':[{'user_id':'bob'}],'remove_members':['alice']}"));
        assertThat(changed.objects("members"))
                .extracting(member -> member.string("user_id"))
                .containsExactly("bob");
        assertThat(client.chat().getChannel("messaging", "c-1").objects("members"))
                .hasSize(1);

        client.chat().deleteChannel("messaging", "c-1", false);
        assertThatThrownBy(() -> client.chat().getChannel("messaging", "c-1")).isInstanceOf(NotFoundException.class);
        client.chat().deleteChannel("messaging", "c-1", true);
        assertThat(requests(emulator, "DeleteChannel"))
                .extracting(request -> request.query().get("hard_delete"))
                .containsExactly("false", "true");
        assertThatThrownBy(() -> client.chat().deleteChannel("messaging", "c-1", true))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void several_channels_are_deleted_by_a_task() {
        Json unused = client.chat().getOrCreateChannel("messaging", "c-1", json("{'data':{'created_by_id':'alice'}}"));

        Json deletion = client.chat().deleteChannels(List.of("messaging:c-1", "messaging:c-2"), true);

        assertThat(deletion.object("result").object("messaging:c-1").string("status"))
                .isEqualTo("ok");
        assertThat(client.awaitTask(deletion.string("task_id"), PATIENCE).asMap())
                .hasSize(2);
    }

    @Test
    void chat_has_its_own_host_at_stream() {
        AtomicReference<String> host = new AtomicReference<>("");
        try (StreamVideoProvider stream = StreamVideoProvider.builder()
                .apiKey("key")
                .apiSecret(Tests.SECRET)
                .resilience(io.videoprovider.resilience.Resilience.builder()
                        .retry(Tests.QUICK)
                        .build())
                .http(http -> http.addInterceptor(chain -> {
                    host.set(chain.request().url().host());
                    throw new java.io.IOException("not sent");
                }))
                .build()) {
            StreamClient atStream = stream.unwrap(StreamClient.class);
            assertThatThrownBy(() -> atStream.chat().getChannel("messaging", "c-1"))
                    .isInstanceOf(UnavailableException.class);
            assertThat(host).hasValue("chat.stream-io-api.com");
            assertThatThrownBy(() -> atStream.devices().listDevices("alice")).isInstanceOf(UnavailableException.class);
            assertThat(host).hasValue("video.stream-io-api.com");
        }
    }

    // ---------------------------------------------------------------- bad input

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a?x=1", "a#b", "../../app", "..", "%2e%2e", "a\\b", "a\nb", "", "\ud83d"})
    void a_hostile_id_reaches_no_endpoint(String hostile) {
        Map<String, ThrowingCallable> calls = Map.ofEntries(
                Map.entry("update", () -> client.users().updateUsersPartial(List.of(user(hostile)))),
                Map.entry("delete", () -> client.users().deleteUsers(List.of(hostile), Json.EMPTY)),
                Map.entry("restore", () -> client.users().restoreUsers(List.of(hostile))),
                Map.entry("deactivate", () -> client.users().deactivateUser(hostile, Json.EMPTY)),
                Map.entry("reactivate", () -> client.users().reactivateUser(hostile, Json.EMPTY)),
                Map.entry("deactivate all", () -> client.users().deactivateUsers(List.of(hostile), Json.EMPTY)),
                Map.entry("reactivate all", () -> client.users().reactivateUsers(List.of(hostile), Json.EMPTY)),
                Map.entry(
                        "create device",
                        () -> client.devices().createDevice(hostile, json("{'id':'t','push_provider':'apn'}"))),
                Map.entry("list devices", () -> client.devices().listDevices(hostile)),
                Map.entry("delete device", () -> client.devices().deleteDevice(hostile, "t")),
                Map.entry("storage", () -> ExternalStorage.s3(hostile, "bucket", "r")),
                Map.entry("delete storage", () -> client.storages().deleteExternalStorage(hostile)),
                Map.entry("check storage", () -> client.storages().checkExternalStorage(hostile)),
                Map.entry("create channel", () -> client.chat().getOrCreateChannel("messaging", hostile, Json.EMPTY)),
                Map.entry("channel type", () -> client.chat().getChannel(hostile, "c-1")),
                Map.entry("get channel", () -> client.chat().getChannel("messaging", hostile)),
                Map.entry("update channel", () -> client.chat().updateChannel("messaging", hostile, Json.EMPTY)),
                Map.entry("delete channel", () -> client.chat().deleteChannel("messaging", hostile, true)),
                Map.entry("delete channels", () -> client.chat().deleteChannels(List.of(hostile), true)));

        calls.forEach((name, call) -> assertThatThrownBy(call).as(name).isInstanceOf(InvalidRequestException.class));
        assertThat(emulator.requests()).isEmpty();
    }

    private static Json user(String id) {
        return Json.builder().put("id", id).build();
    }

    @Test
    void other_bad_input_is_refused_before_a_request() {
        List<String> many = IntStream.range(0, 101).mapToObj(i -> "u-" + i).toList();

        refused("number of users", () -> client.users().deleteUsers(many, Json.EMPTY));
        refused("number of users", () -> client.users().deleteUsers(List.of(), Json.EMPTY));
        refused("number of users", () -> client.users().updateUsersPartial(List.of()));
        refused("number of cids", () -> client.chat().deleteChannels(many, false));
        refused("message", () -> client.chat().updateChannel("messaging", "c-1", json("{'message':{'text':'hi'}}")));
        refused("device id", () -> client.devices().createDevice("alice", json("{'push_provider':'apn'}")));
        refused("device id", () -> client.devices().deleteDevice("alice", " "));
        refused("device id", () -> client.devices().deleteDevice("alice", "x".repeat(4097)));
        refused("device id", () -> client.devices().deleteDevice("alice", "\ud83d"));
        refused("push_provider", () -> client.devices().createDevice("alice", json("{'id':'t'}")));
        refused("name", () -> ExternalStorage.s3("stream-mine", "bucket", "r"));
        refused("bucket", () -> ExternalStorage.s3("mine", " ", "r"));
        refused("region", () -> ExternalStorage.s3("mine", "bucket", ""));
        refused("credentialsJson", () -> ExternalStorage.gcs("mine", "bucket", ""));
        refused("clientSecret", () -> ExternalStorage.azure("mine", "bucket", "a", "t", "c", " "));
        refused("path", () -> ExternalStorage.s3("mine", "bucket", "r").path("x".repeat(1025)));
        String tooLong = "x".repeat(257);
        refused("region", () -> ExternalStorage.s3("mine", "bucket", tooLong));
        refused("container", () -> ExternalStorage.azure("mine", tooLong, "a", "t", "c", "s"));
        refused("accountName", () -> ExternalStorage.azure("mine", "bucket", tooLong, "t", "c", "s"));
        refused("tenantId", () -> ExternalStorage.azure("mine", "bucket", "a", tooLong, "c", "s"));
        refused("clientId", () -> ExternalStorage.azure("mine", "bucket", "a", "t", tooLong, "s"));
        for (String endpoint :
                List.of("", "s3.example.com", "/s3", "file:///etc/passwd", "https://a/" + "x".repeat(2048))) {
            refused("endpoint", () -> ExternalStorage.s3("mine", "bucket", "r").endpoint(URI.create(endpoint)));
        }
        refused("hookId", () -> client.app().removeEventHook(""));
        refused(
                "webhook_url",
                () -> client.app()
                        .updateApp(Json.builder().put("webhook_url", "\ud83d").build()));
        assertThat(emulator.requests()).isEmpty();
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContaining(field);
    }
}

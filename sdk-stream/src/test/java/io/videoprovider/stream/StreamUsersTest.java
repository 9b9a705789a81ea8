package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.bodies;
import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.operations;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.DeleteMode;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.chat.ChatChannels;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.moderation.Blocklist;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.user.UserRequest;
import io.videoprovider.user.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of a Stream application, and the display names of tokens. */
class StreamUsersTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private StreamClient client;
    private Users users;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(StreamClient.class);
        users = video.require(Users.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private JoinToken mint(String userId, String name) {
        return video.tokens()
                .mint(TokenRequest.builder(userId, LOBBY).displayName(name).build());
    }

    // ---------------------------------------------------------------- the feature

    @Test
    void data_of_other_software_stays() {
        client.users()
                .upsertUsers(List.of(
                        json("{'id':'alice','name':'Alice','language':'it','custom':{'vip':true,'note':'x'}}")));

        users.upsert(
                UserRequest.builder("alice").role("admin").custom("seat", "1").build());

        assertThat(body(emulator, "UpdateUsersPartial"))
                .isEqualTo(json("{'users':[{'id':'alice','set':{'seat':'1','role':'admin'}}]}"));
        assertThat(users.get("alice").raw().object("custom")).isEqualTo(json("{'vip':true,'note':'x','seat':'1'}"));
        assertThat(users.get("alice").raw().string("language")).isEqualTo("it");
        assertThat(users.get("alice").role()).isEqualTo("admin");
        assertThat(users.get("alice").custom()).as("only texts").doesNotContainKey("vip");
    }

    @Test
    void an_unknown_role_is_an_error_of_the_request() {
        assertThatThrownBy(() -> users.upsert(
                        UserRequest.builder("alice").role("emperor").build()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void an_invited_user_who_is_deactivated_keeps_the_data() {
        users.upsert(UserRequest.builder("alice").name("Alice").custom("a", "b").build());
        users.deactivate("alice");
        try (StreamVideoProvider other = Tests.providerOf(emulator).build()) {
            other.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .member(Member.of("alice"))
                            .build());
        }

        assertThat(users.get("alice").name()).isEqualTo("Alice");
        assertThat(users.get("alice").custom()).containsEntry("a", "b");
        assertThat(users.get("alice").deactivated()).isTrue();
    }

    @Test
    void a_deletion_sends_the_modes_of_stream() {
        users.upsert(UserRequest.builder("alice").build());
        users.upsert(UserRequest.builder("bob").build());

        users.delete("alice", DeleteMode.SOFT);
        users.delete("bob", DeleteMode.HARD);

        assertThat(bodies(emulator, "DeleteUsers"))
                .containsExactly(
                        json("{'user':'soft','user_ids':['alice']}"),
                        json("{'user':'hard','messages':'hard','conversations':'hard','user_ids':['bob']}"));
    }

    // ---------------------------------------------------------------- display names

    @Test
    void the_display_name_of_a_token_reaches_a_new_user_once() {
        mint("alice", "Alice");
        assertThat(operations(emulator)).containsExactly("QueryUsers", "UpdateUsers");
        assertThat(users.get("alice").name()).isEqualTo("Alice");

        int before = emulator.requests().size();
        mint("alice", "Alice");
        video.calls()
                .getOrCreate(
                        CallRequest.builder(LOBBY).member(Member.of("alice")).build());

        assertThat(operations(emulator).subList(before, emulator.requests().size()))
                .containsExactly("GetOrCreateCall");
    }

    @Test
    void another_display_name_changes_only_the_name() {
        client.users().upsertUsers(List.of(json("{'id':'alice','name':'Alice','role':'admin','custom':{'a':1}}")));

        mint("alice", "Alice B.");

        assertThat(body(emulator, "UpdateUsersPartial"))
                .isEqualTo(json("{'users':[{'id':'alice','set':{'name':'Alice B.'}}]}"));
        assertThat(users.get("alice").role()).isEqualTo("admin");
        assertThat(users.get("alice").raw().object("custom")).isEqualTo(json("{'a':1}"));
        mint("alice", "Alice");
        assertThat(users.get("alice").name()).isEqualTo("Alice");
    }

    @Test
    void an_existing_name_is_looked_up_and_not_written() {
        client.users().upsertUsers(List.of(json("{'id':'alice','name':'Alice'}")));
        mint("alice", "Alice");

        assertThat(operations(emulator)).containsExactly("UpdateUsers", "QueryUsers");
    }

    @Test
    void a_name_that_was_upserted_is_known() {
        users.upsert(UserRequest.builder("alice").name("Alice").build());
        int before = emulator.requests().size();

        mint("alice", "Alice");

        assertThat(emulator.requests()).hasSize(before);
    }

    @Test
    void a_token_without_a_display_name_sends_nothing() {
        video.tokens().mint(TokenRequest.builder("alice", LOBBY).build());

        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void an_outage_does_not_prevent_minting_and_the_next_token_stores_the_name() {
        emulator.faults().inject("QueryUsers", StreamFault.text(503, "later"));
        assertThat(mint("alice", "Alice").token()).isNotEmpty();
        assertThat(requests(emulator, "QueryUsers")).hasSize(1);

        mint("alice", "Alice");

        assertThat(users.get("alice").name()).isEqualTo("Alice");
    }

    @Test
    void a_rejected_name_is_an_error() {
        emulator.faults().inject("QueryUsers", StreamFault.api(403, 17, "not allowed"));

        assertThatThrownBy(() -> mint("alice", "Alice")).isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void display_names_are_left_to_clients_if_the_builder_says_so() {
        try (StreamVideoProvider other =
                Tests.providerOf(emulator).storeDisplayNames(false).build()) {
            JoinToken token = other.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY)
                            .displayName("Alice")
                            .build());

            assertThat(token.displayName()).isEqualTo("Alice");
            assertThat(emulator.requests()).isEmpty();
        }
    }

    @Test
    void a_deleted_user_is_looked_up_again() {
        mint("alice", "Alice");
        users.delete("alice", DeleteMode.SOFT);
        int before = emulator.requests().size();

        mint("alice", "Alice");

        assertThat(operations(emulator).subList(before, emulator.requests().size()))
                .contains("QueryUsers");
    }

    // ---------------------------------------------------------------- several processes and threads

    /** Deletes alice by another provider, and waits until the user no longer exists. */
    private void deletedElsewhere(StreamVideoProvider other) {
        other.require(Users.class).delete("alice", DeleteMode.HARD);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!client.users().queryUsers(StreamUsers.query(List.of("alice"))).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void a_user_that_another_process_deleted_is_created_again() {
        Member alice = Member.of("alice");
        Map<String, Runnable> uses = new LinkedHashMap<>();
        uses.put(
                "members of a new call",
                () -> video.calls()
                        .getOrCreate(CallRequest.builder(CallId.of("other"))
                                .member(alice)
                                .build()));
        uses.put("members", () -> video.require(Members.class).add(LOBBY, List.of(alice)));
        uses.put(
                "members of a new channel",
                () -> video.require(ChatChannels.class).getOrCreate(CallId.of("other"), List.of("alice")));
        uses.put("members of a channel", () -> video.require(ChatChannels.class).add(LOBBY, List.of("alice")));
        uses.put("block", () -> video.require(Blocklist.class).block(LOBBY, "alice"));
        uses.put("unblock", () -> video.require(Blocklist.class).unblock(LOBBY, "alice"));
        uses.put("upsert", () -> users.upsert(UserRequest.builder("alice").build()));
        uses.put(
                "ingress",
                () -> video.require(Ingresses.class)
                        .create(LOBBY, IngressRequest.rtmp("alice").build()));
        video.calls().getOrCreate(CallRequest.of(LOBBY));
        video.require(ChatChannels.class).getOrCreate(LOBBY, List.of());
        try (StreamVideoProvider other = Tests.providerOf(emulator).build()) {
            uses.forEach((use, request) -> {
                users.upsert(UserRequest.builder("alice").build());
                deletedElsewhere(other);

                request.run();

                assertThat(users.get("alice").id()).as(use).isEqualTo("alice");
            });
        }
        assertThat(video.require(Members.class).list(LOBBY).items()).contains(alice);
    }

    @Test
    void a_member_of_a_later_batch_that_another_process_deleted_is_created_again() {
        video.calls().getOrCreate(CallRequest.of(LOBBY));
        users.upsert(UserRequest.builder("alice").build());
        List<Member> many = Stream.concat(
                        IntStream.range(0, 100).mapToObj(i -> Member.of("u-" + i)), Stream.of(Member.of("alice")))
                .toList();
        try (StreamVideoProvider other = Tests.providerOf(emulator).build()) {
            deletedElsewhere(other);
        }

        video.require(Members.class).add(LOBBY, many);

        assertThat(video.require(Members.class).list(LOBBY).stream()).hasSize(101);
    }

    @Test
    void another_rejection_is_not_repeated() {
        users.upsert(UserRequest.builder("alice").build());
        int before = emulator.requests().size();
        emulator.faults().inject("GetOrCreateCall", StreamFault.api(400, 4, "starts_at must be in the future"));

        assertThatThrownBy(() -> video.calls()
                        .getOrCreate(CallRequest.builder(LOBBY)
                                .member(Member.of("alice"))
                                .build()))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(operations(emulator).subList(before, emulator.requests().size()))
                .containsExactly("GetOrCreateCall");
    }

    @Test
    void a_user_that_another_thread_creates_keeps_the_data() throws Exception {
        video.calls().getOrCreate(CallRequest.of(LOBBY));
        emulator.faults().inject("UpdateUsers", StreamFault.delay(Duration.ofMillis(500)));
        CountDownLatch creating = new CountDownLatch(1);
        try (StreamVideoProvider both = Tests.providerOf(emulator)
                .http(http -> http.addInterceptor(chain -> {
                    if (chain.request().method().equals("POST")
                            && chain.request().url().encodedPath().endsWith("/users")) {
                        creating.countDown();
                    }
                    return chain.proceed(chain.request());
                }))
                .build()) {
            CompletableFuture<Void> invitation = CompletableFuture.runAsync(
                    () -> both.require(Members.class).add(LOBBY, List.of(Member.of("alice"))));
            assertThat(creating.await(20, TimeUnit.SECONDS)).isTrue();

            both.require(Users.class)
                    .upsert(UserRequest.builder("alice")
                            .name("Alice")
                            .custom("a", "b")
                            .build());
            invitation.get(20, TimeUnit.SECONDS);
        }

        assertThat(users.get("alice").name()).isEqualTo("Alice");
        assertThat(users.get("alice").custom()).containsEntry("a", "b");
    }

    // ---------------------------------------------------------------- bad input

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a?x=1", "a#b", "../../app", "..", "%2e%2e", "a\\b", "a\nb", "", "\ud83d", "jürgen"})
    void a_hostile_id_reaches_no_endpoint(String hostile) {
        refused("userId", () -> users.upsert(UserRequest.builder(hostile).build()));
        refused("userId", () -> users.get(hostile));
        refused("userId", () -> users.deactivate(hostile));
        refused("userId", () -> users.reactivate(hostile));
        refused("userId", () -> users.delete(hostile, DeleteMode.SOFT));
        assertThat(emulator.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"role", "id", "teams", "banned", "created_at", "revoke_tokens_issued_before", "a.b", "custom"})
    void custom_data_cannot_set_fields_of_stream(String name) {
        refused(
                "custom",
                () -> users.upsert(
                        UserRequest.builder("alice").custom(name, "x").build()));
        refused(
                "custom",
                () -> users.upsert(UserRequest.builder("alice").custom(name, "").build()));
        assertThat(emulator.requests()).isEmpty();
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContaining(field);
    }
}

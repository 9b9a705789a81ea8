package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.bodies;
import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.operations;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.VideoException;
import io.videoprovider.stream.client.StreamClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members of calls, and the users that they have to be. */
class StreamMembersTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private StreamClient client;
    private Members members;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(StreamClient.class);
        members = video.require(Members.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj("u-%03d"::formatted).toList();
    }

    private static List<Member> people(Collection<String> ids) {
        return ids.stream().map(Member::of).toList();
    }

    private static List<String> userIds(Json body, String list) {
        return body.objects(list).stream()
                .map(member -> member.string("user_id"))
                .toList();
    }

    private Call lobby(List<Member> invited) {
        CallRequest.Builder call = CallRequest.builder(LOBBY);
        invited.forEach(call::member);
        return video.calls().getOrCreate(call.build());
    }

    private List<Json> users(Collection<String> ids) {
        return client.users()
                .queryUsers(Json.builder()
                        .put(
                                "filter_conditions",
                                Json.builder()
                                        .put(
                                                "id",
                                                Json.builder()
                                                        .put("$in", List.copyOf(ids))
                                                        .build())
                                        .build())
                        .put("limit", 100)
                        .build());
    }

    @Test
    void a_hundred_come_with_the_call_and_the_others_in_batches_of_a_hundred() {
        lobby(people(ids(0, 250)));

        assertThat(userIds(body(emulator, "GetOrCreateCall").object("data"), "members"))
                .isEqualTo(ids(0, 100));
        List<Json> batches = bodies(emulator, "UpdateCallMembers");
        assertThat(batches).hasSize(2);
        assertThat(userIds(batches.get(0), "update_members")).isEqualTo(ids(100, 200));
        assertThat(userIds(batches.get(1), "update_members")).isEqualTo(ids(200, 250));
        assertThat(members.list(LOBBY).stream().map(Member::userId)).containsExactlyInAnyOrderElementsOf(ids(0, 250));
    }

    @Test
    void the_users_are_made_before_in_batches_of_a_hundred_each_of_them_once() {
        lobby(people(ids(0, 250)));

        assertThat(operations(emulator).subList(0, 6))
                .containsExactly("QueryUsers", "UpdateUsers", "QueryUsers", "UpdateUsers", "QueryUsers", "UpdateUsers");
        TreeSet<String> made = new TreeSet<>();
        for (Json body : bodies(emulator, "UpdateUsers")) {
            assertThat(body.object("users").asMap()).hasSizeLessThanOrEqualTo(100);
            made.addAll(body.object("users").asMap().keySet());
        }
        assertThat(made).containsExactlyElementsOf(ids(0, 250));
        assertThat(requests(emulator, "QueryUsers")).hasSize(3);
    }

    @Test
    void a_known_user_is_not_looked_up_again() {
        lobby(people(ids(0, 10)));
        int before = emulator.requests().size();

        members.add(LOBBY, people(ids(0, 10)));

        assertThat(operations(emulator).subList(before, emulator.requests().size()))
                .containsExactly("UpdateCallMembers");
    }

    @Test
    void only_new_users_are_looked_up() {
        lobby(people(ids(0, 2)));

        members.add(LOBBY, people(ids(1, 3)));

        String payload = requests(emulator, "QueryUsers").get(1).query().getOrDefault("payload", "");
        assertThat(Json.parse(payload))
                .isEqualTo(json(
                        "{'filter_conditions':{'id':{'$in':['u-002']}},'include_deactivated_users':true,'limit':1}"));
        assertThat(bodies(emulator, "UpdateUsers").get(1)).isEqualTo(json("{'users':{'u-002':{'id':'u-002'}}}"));
    }

    @Test
    void an_existing_user_is_never_overwritten() {
        client.users().upsertUsers(List.of(json("{'id':'alice','name':'Alice','role':'admin','custom':{'vip':true}}")));

        lobby(List.of(Member.of("alice"), Member.of("bob")));
        members.add(LOBBY, List.of(new Member("alice", "host")));

        Json alice = users(List.of("alice")).get(0);
        assertThat(alice.string("name")).isEqualTo("Alice");
        assertThat(alice.string("role")).isEqualTo("admin");
        assertThat(bodies(emulator, "UpdateUsers").get(1)).isEqualTo(json("{'users':{'bob':{'id':'bob'}}}"));
    }

    @Test
    void where_all_are_there_no_user_is_written() {
        client.users().upsertUsers(List.of(json("{'id':'alice'}")));

        lobby(List.of(Member.of("alice")));

        assertThat(operations(emulator)).containsExactly("UpdateUsers", "QueryUsers", "GetOrCreateCall");
    }

    @Test
    void users_that_could_not_be_created_are_created_next_time() {
        emulator.faults().inject("UpdateUsers", StreamFault.unrecoverable(500, -1, "no"));
        assertThatThrownBy(() -> lobby(List.of(Member.of("alice")))).hasMessageContaining("no");
        assertThat(requests(emulator, "GetOrCreateCall")).isEmpty();

        lobby(List.of(Member.of("alice")));

        assertThat(members.list(LOBBY).items()).extracting(Member::userId).containsExactly("alice");
    }

    @Test
    void roles_are_sent_and_changed_by_adding_again() {
        lobby(List.of(new Member("alice", "host"), Member.of("bob")));
        assertThat(body(emulator, "GetOrCreateCall").object("data").objects("members"))
                .containsExactly(json("{'user_id':'alice','role':'host'}"), json("{'user_id':'bob'}"));

        members.add(LOBBY, List.of(new Member("bob", "host")));

        assertThat(members.list(LOBBY).items())
                .containsExactlyInAnyOrder(new Member("alice", "host"), new Member("bob", "host"));
    }

    @Test
    void all_pages_of_members_are_followed() {
        lobby(people(ids(0, 205)));

        List<String> listed = members.list(LOBBY).stream().map(Member::userId).toList();

        assertThat(listed).containsExactlyInAnyOrderElementsOf(ids(0, 205)).doesNotHaveDuplicates();
        List<Json> sent = bodies(emulator, "QueryCallMembers");
        assertThat(sent).hasSize(3);
        assertThat(sent.get(0)).isEqualTo(json("{'limit':100,'type':'default','id':'lobby'}"));
        assertThat(sent.get(1).string("next")).isNotEmpty();
        assertThat(sent.get(2).string("next")).isNotEmpty();
    }

    @Test
    void members_of_the_request_for_a_call_that_exists_are_all_ignored_and_named() {
        Call created = lobby(people(ids(0, 1)));

        for (int last : new int[] {2, 150}) {
            Call again = lobby(people(ids(1, last)));

            assertThat(again.created()).isFalse();
            assertThat(again.ignoredOptions()).containsExactly("members");
        }
        assertThat(created.ignoredOptions()).isEmpty();
        assertThat(members.list(LOBBY).items()).hasSize(1);
        assertThat(video.calls()
                        .getOrCreate(CallRequest.builder(LOBBY)
                                .createdBy("another-user")
                                .build())
                        .ignoredOptions())
                .containsExactly("createdBy");
    }

    @Test
    void a_repeated_request_adds_the_members_that_an_attempt_did_not_reach() {
        emulator.faults().inject("UpdateCallMembers", StreamFault.api(403, 17, "not allowed"));
        assertThatThrownBy(() -> lobby(people(ids(0, 150)))).isInstanceOf(VideoException.class);

        Call again = lobby(people(ids(0, 150)));

        assertThat(again.ignoredOptions()).isEmpty();
        assertThat(members.list(LOBBY).stream()).hasSize(150);
    }

    @Test
    void a_failure_after_partial_success_reports_the_updated_members() {
        emulator.faults().inject("UpdateCallMembers", StreamFault.api(403, 17, "not allowed"));
        halfDone(100, 150, () -> lobby(people(ids(0, 150))));

        emulator.faults().inject("UpdateCallMembers", StreamFault.delay(Duration.ZERO));
        emulator.faults().inject("UpdateCallMembers", StreamFault.api(403, 17, "not allowed"));
        halfDone(100, 120, () -> members.add(LOBBY, people(ids(200, 320))));

        emulator.faults().inject("UpdateCallMembers", StreamFault.api(403, 17, "not allowed"));
        VideoException nothing = catchThrowableOfType(VideoException.class, () -> members.remove(LOBBY, ids(0, 150)));
        assertThat(nothing).isInstanceOf(PermissionDeniedException.class);
        assertThat(nothing.outcomeUnknown()).as("the first request did nothing").isFalse();
    }

    private static void halfDone(int done, int all, ThrowingCallable action) {
        VideoException failure = catchThrowableOfType(VideoException.class, action);
        assertThat(failure)
                .hasMessageContaining("first " + done + " of " + all)
                .hasCauseInstanceOf(PermissionDeniedException.class);
        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(failure.status()).isEqualTo(403);
    }

    @Test
    void removal_is_in_batches_too_and_needs_no_users() {
        lobby(people(ids(0, 150)));
        int before = emulator.requests().size();

        members.remove(LOBBY, ids(10, 150));

        assertThat(operations(emulator).subList(before, emulator.requests().size()))
                .containsExactly("UpdateCallMembers", "UpdateCallMembers");
        assertThat(bodies(emulator, "UpdateCallMembers").get(1).strings("remove_members"))
                .isEqualTo(ids(10, 110));
        assertThat(bodies(emulator, "UpdateCallMembers").get(2).strings("remove_members"))
                .isEqualTo(ids(110, 150));
        assertThat(members.list(LOBBY).items()).extracting(Member::userId).containsExactlyElementsOf(ids(0, 10));
    }

    @Test
    void an_empty_change_of_members_sends_no_request() {
        members.add(LOBBY, List.of());
        members.remove(LOBBY, List.of());

        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void members_of_a_missing_call_are_an_error() {
        assertThatThrownBy(() -> members.list(LOBBY)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> members.add(LOBBY, List.of(Member.of("alice"))))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> members.remove(LOBBY, List.of("alice"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_blank_id_is_refused_before_any_request() {
        assertThatThrownBy(() -> members.remove(LOBBY, List.of("alice", " ")))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void a_lost_answer_to_an_invitation_invites_once() {
        lobby(List.of());
        emulator.faults().inject("UpdateCallMembers", StreamFault.dropAfterProcessing());

        members.add(LOBBY, List.of(Member.of("alice")));

        assertThat(requests(emulator, "UpdateCallMembers")).hasSize(2);
        assertThat(members.list(LOBBY).items()).extracting(Member::userId).containsExactly("alice");
    }
}

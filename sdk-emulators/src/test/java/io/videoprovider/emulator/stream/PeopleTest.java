package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.TestClient.CALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.emulator.Delays;
import io.videoprovider.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.AbstractObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Joining calls, permissions, and moderation by the server. */
class PeopleTest {

    private static final String CID = "default:standup";

    private final MutableClock clock = MutableClock.running();
    private StreamEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = StreamEmulator.builder().clock(clock).delays(Delays.SHORT).start();
        client = new TestClient(emulator.url());
        client.users("alice", "bob");
        client.call();
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    private StreamParticipant join(String userId) {
        return emulator.join(TestClient.token(userId), CID);
    }

    private JsonNode call() {
        return client.get(CALL).is(200).json().get("call");
    }

    private AbstractObjectAssert<?, Integer> refused(String token, String cid) {
        return assertThatThrownBy(() -> emulator.join(token, cid))
                .isInstanceOf(JoinRefusedException.class)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(JoinRefusedException.class))
                .extracting(JoinRefusedException::status);
    }

    @Test
    void the_first_join_opens_a_session_and_the_last_leave_ends_it() {
        assertThat(call().get("current_session_id").stringValue()).isEmpty();
        StreamParticipant alice = join("alice");
        StreamParticipant bob = join("bob");
        assertThat(call().get("current_session_id").stringValue())
                .isEqualTo(alice.sessionId())
                .isEqualTo(bob.sessionId());
        assertThat(call().at("/session/participants_count_by_role/user").intValue())
                .isEqualTo(2);
        alice.leave();
        assertThat(call().get("current_session_id").stringValue()).isEqualTo(bob.sessionId());
        bob.leave();
        assertThat(call().get("current_session_id").stringValue()).isEmpty();
        assertThat(call().at("/session/ended_at").isIntegralNumber()).isTrue();
        assertThat(join("alice").sessionId()).isNotEqualTo(bob.sessionId());
    }

    @Test
    void a_call_token_adds_and_restricts_nothing() {
        client.post("/api/v2/video/call/livestream/show", "{'data':{'created_by_id':'admin'}}")
                .is(201);
        String token = TestClient.callToken("alice", "host", "livestream:show");
        assertThat(emulator.join(token).capabilities()).contains("send-video", "end-call");
        StreamParticipant elsewhere = emulator.join(token, CID);
        assertThat(elsewhere.capabilities()).contains("send-video").doesNotContain("end-call");
        assertThatThrownBy(() -> emulator.join(TestClient.token("alice"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> emulator.join(TestClient.callToken("alice", "", CID, "livestream:show")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_user_without_permission_cannot_join() {
        refused(TestClient.token("alice"), "default:nowhere").isEqualTo(404);
        refused(TestClient.token(""), CID).isEqualTo(401);
        refused("garbage", CID).isEqualTo(401);
        client.post(CALL + "/block", "{'user_id':'bob'}").is(201);
        refused(TestClient.token("bob"), CID).isEqualTo(403);
        client.post("/api/v2/video/call/livestream/show", "{'data':{'created_by_id':'admin'}}")
                .is(201);
        refused(TestClient.token("alice"), "livestream:show").isEqualTo(403);
        client.post("/api/v2/video/call/livestream/show/go_live", "{}").is(201);
        assertThat(emulator.join(TestClient.token("alice"), "livestream:show").connected())
                .isTrue();
        client.post("/api/v2/users/alice/deactivate", "{}").is(201);
        refused(TestClient.token("alice"), CID).isEqualTo(401);
    }

    @Test
    void the_backstage_opens_ahead_of_the_start_by_the_time_that_was_set() {
        Instant start = clock.instant().plus(Duration.ofHours(1));
        client.post(
                        "/api/v2/video/call/livestream/show",
                        "{'data':{'created_by_id':'admin','starts_at':'" + start
                                + "','settings_override':{'backstage':{'enabled':true,'join_ahead_time_seconds':600}}}}")
                .is(201);
        refused(TestClient.token("alice"), "livestream:show").isEqualTo(403);
        clock.advance(Duration.ofMinutes(51));
        assertThat(emulator.join(TestClient.token("alice"), "livestream:show").connected())
                .isTrue();
    }

    @Test
    void taking_join_call_from_the_role_user_leaves_only_members() {
        client.send(
                        "PUT",
                        "/api/v2/video/calltypes/default",
                        "{\"grants\":{\"user\":[\"read-call\"],\"call_member\":[\"join-call\",\"read-call\"]}}")
                .is(201);
        refused(TestClient.token("alice"), CID).isEqualTo(403);
        client.post(CALL + "/members", "{'update_members':[{'user_id':'alice'}]}")
                .is(201);
        assertThat(join("alice").connected()).isTrue();
        assertThat(emulator.join(TestClient.callToken("bob", "", CID)).connected())
                .isTrue();
    }

    @Test
    void a_full_call_rejects_further_participants() {
        client.patch(CALL, "{'settings_override':{'limits':{'max_participants':1}}}")
                .is(200);
        join("alice");
        refused(TestClient.token("bob"), CID).isEqualTo(403);
    }

    @Test
    void a_call_that_may_last_no_longer_ends() {
        client.patch(CALL, "{'settings_override':{'limits':{'max_duration_seconds':60}}}")
                .is(200);
        StreamParticipant alice = join("alice");
        clock.advance(Duration.ofMinutes(2));
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (alice.connected()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
        assertThat(call().has("ended_at")).isTrue();
    }

    @Test
    void mute_affects_the_given_kinds_except_of_the_muting_user() {
        StreamParticipant alice = join("alice");
        StreamParticipant bob = join("bob");
        String camera = alice.publish("camera");
        String microphone = alice.publish("microphone");
        String bobs = bob.publish("microphone");
        client.post(CALL + "/mute_users", "{'mute_all_users':true,'audio':true,'muted_by_id':'bob'}")
                .is(201);
        assertThat(alice.muted(microphone)).isTrue();
        assertThat(alice.muted(camera)).isFalse();
        assertThat(bob.muted(bobs)).isFalse();
        client.post(CALL + "/mute_users", "{'user_ids':['bob'],'audio':true}").is(201);
        assertThat(bob.muted(bobs)).isTrue();
        bob.mute(bobs, false);
        assertThat(bob.muted(bobs)).isFalse();
        client.post(CALL + "/mute_users", "{'audio':true}").fails(400, 4, "user_ids");
    }

    @Test
    void permissions_that_are_revoked_end_the_tracks_and_come_back_when_granted() {
        StreamParticipant alice = join("alice");
        alice.publish("camera");
        client.post(CALL + "/user_permissions", "{'user_id':'alice','revoke_permissions':['send-video']}")
                .is(201);
        assertThat(alice.tracks()).isEmpty();
        assertThatThrownBy(() -> alice.publish("camera"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("send-video");
        client.post(CALL + "/user_permissions", "{'user_id':'alice','grant_permissions':['send-video']}")
                .is(201);
        String track = alice.publish("camera");
        alice.unpublish(track);
        assertThat(alice.tracks()).isEmpty();
        assertThatThrownBy(() -> alice.publish("smell")).isInstanceOf(IllegalArgumentException.class);
        client.post(CALL + "/user_permissions", "{'user_id':'alice','grant_permissions':['end-call']}")
                .fails(400, 4, "grant_permissions");
    }

    @Test
    void only_a_ban_in_the_whole_application_keeps_users_from_calls() {
        String ban = "/api/v2/moderation/ban";
        client.post(ban, "{'target_user_id':'alice','channel_cid':'messaging:standup'}")
                .is(201);
        client.post(ban, "{'target_user_id':'alice','shadow':true}").is(201);
        join("alice").leave();

        client.post(ban, "{'target_user_id':'alice'}").is(201);
        refused(TestClient.token("alice"), CID).isEqualTo(403);
        client.post("/api/v2/moderation/unban?target_user_id=alice&channel_cid=messaging:standup", "{}")
                .is(201);
        refused(TestClient.token("alice"), CID).isEqualTo(403);
        client.post("/api/v2/moderation/unban?target_user_id=alice", "{}").is(201);
        join("alice");
        client.post(ban, "{'target_user_id':'nobody'}").fails(404, 16, "nobody");
    }

    @Test
    void kicked_users_may_join_again_and_blocked_ones_may_not() {
        StreamParticipant alice = join("alice");
        StreamParticipant bob = join("bob");
        client.post(CALL + "/kick", "{'user_id':'alice'}").is(201);
        client.post(CALL + "/kick", "{'user_id':'bob','block':true}").is(201);
        assertThat(alice.connected()).isFalse();
        assertThat(alice.leaveReason()).contains("kicked");
        assertThat(bob.connected()).isFalse();
        assertThat(join("alice").connected()).isTrue();
        refused(TestClient.token("bob"), CID).isEqualTo(403);
        assertThat(call().get("blocked_user_ids")).hasSize(1);
        client.post(CALL + "/unblock", "{'user_id':'bob'}").is(201);
        assertThat(join("bob").connected()).isTrue();
        assertThatThrownBy(() -> bob.publish("camera")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ending_a_call_puts_everyone_out_and_an_ended_call_can_be_joined_again() {
        StreamParticipant alice = join("alice");
        client.post(CALL + "/mark_ended", "{}").is(201);
        assertThat(alice.connected()).isFalse();
        assertThat(call().has("ended_at")).isTrue();
        client.post(CALL + "/mark_ended", "{}").is(201);
        assertThat(join("bob").connected()).isTrue();
    }

    @Test
    void a_deleted_call_does_not_exist_and_its_name_is_free() {
        StreamParticipant alice = join("alice");
        client.post(CALL + "/delete", "{}").is(201);
        assertThat(alice.connected()).isFalse();
        client.get(CALL).fails(404, 16, "Can't find call with id");
        assertThat(client.post(CALL, "{'data':{'created_by_id':'admin'}}")
                        .is(201)
                        .json()
                        .get("created")
                        .booleanValue())
                .isTrue();
        assertThat(client.post(CALL, "{}").is(201).json().get("created").booleanValue())
                .isFalse();
    }

    @Test
    void a_member_who_does_not_respond_has_missed_the_call() {
        client.users("carl");
        client.post(
                        "/api/v2/video/call/default/ringing",
                        "{'ring':true,'data':{'created_by_id':'alice','members':[{'user_id':'alice'},{'user_id':'bob'},"
                                + "{'user_id':'carl'}],'settings_override':{'ring':{'auto_cancel_timeout_ms':5000,"
                                + "'incoming_call_timeout_ms':5000,'missed_call_timeout_ms':5000}}}}")
                .is(201);
        client.as(TestClient.token("carl"), "POST", "/api/v2/video/call/default/ringing/reject", "{}")
                .is(201);
        JsonNode session =
                client.get("/api/v2/video/call/default/ringing").json().at("/call/session");
        assertThat(session.at("/rejected_by/carl").isIntegralNumber()).isTrue();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (session.get("missed_by").isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            session = client.get("/api/v2/video/call/default/ringing").json().at("/call/session");
        }
        assertThat(session.get("missed_by").propertyNames()).containsExactly("bob");
    }
}

package io.videoprovider.emulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Channels of Stream Chat, and the devices of users. */
class ChatAndDevicesTest {

    private static final String CHANNEL = "/api/v2/chat/channels/messaging/standup";
    private static final Shape SHAPES = new Shape()
            .with(
                    "State",
                    "channel:@Channel members:@Member[] messages:list pinned_messages:list threads:list duration:text")
            .with("Update", "channel:@Channel members:@Member[] duration:text")
            .with(
                    "Channel",
                    "cid:text type:text id:text disabled:flag frozen:flag created_at:nanos updated_at:nanos custom:map "
                            + "team?:text member_count:int created_by:map deleted_at?:nanos")
            .with(
                    "Member",
                    "user_id:text user:map channel_role:text banned:flag shadow_banned:flag notifications_muted:flag "
                            + "custom:map created_at:nanos updated_at:nanos")
            .with("Devices", "devices:@Device[] duration:text")
            .with(
                    "Device",
                    "id:text push_provider:text push_provider_name?:text hardware_id?:text voip?:flag user_id:text "
                            + "created_at:nanos");

    private StreamEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = StreamEmulator.builder().delays(Delays.SHORT).start();
        client = new TestClient(emulator.url());
        client.users("alice", "bob");
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    private JsonNode create(String members) {
        return client.post(CHANNEL + "/query", "{'data':{'created_by_id':'alice','members':[" + members + "]}}")
                .is(201)
                .json();
    }

    private static List<String> ids(JsonNode answer) {
        return answer.get("members")
                .valueStream()
                .map(member -> member.get("user_id").stringValue())
                .toList();
    }

    private static List<String> roles(JsonNode answer) {
        return answer.get("members")
                .valueStream()
                .map(member -> member.get("user_id").stringValue() + " "
                        + member.get("channel_role").stringValue())
                .toList();
    }

    @Test
    void a_channel_is_created_once_and_its_members_change() {
        JsonNode created = create("{'user_id':'alice'}");
        SHAPES.check("State", created);
        assertThat(created.at("/channel/cid").stringValue()).isEqualTo("messaging:standup");
        assertThat(ids(create("{'user_id':'bob'}")))
                .as("of a channel that exists")
                .containsExactly("alice");

        JsonNode updated = client.post(
                        CHANNEL,
                        "{'add_members':[{'user_id':'bob','channel_role':'channel_moderator'}],'remove_members':['alice']}")
                .is(201)
                .json();
        SHAPES.check("Update", updated);
        assertThat(ids(updated)).containsExactly("bob");
        assertThat(updated.at("/members/0/channel_role").stringValue()).isEqualTo("channel_moderator");
        assertThat(ids(client.get(CHANNEL).is(200).json())).containsExactly("bob");
    }

    @Test
    void an_update_replaces_the_custom_data_and_keeps_the_rest() {
        client.post(
                        CHANNEL + "/query",
                        "{'data':{'created_by_id':'alice','team':'blue','frozen':true,'custom':{'topic':'plan','day':1}}}")
                .is(201);
        JsonNode untouched = client.post(CHANNEL, "{}").is(201).json();
        assertThat(untouched.at("/channel/custom/topic").stringValue()).isEqualTo("plan");

        JsonNode updated = client.post(CHANNEL, "{'data':{'custom':{'topic':'review'}}}")
                .is(201)
                .json();
        SHAPES.check("Update", updated);
        assertThat(updated.at("/channel/custom/topic").stringValue()).isEqualTo("review");
        assertThat(updated.at("/channel/custom").has("day")).isFalse();
        assertThat(updated.at("/channel/team").stringValue()).isEqualTo("blue");
        assertThat(updated.at("/channel/frozen").booleanValue()).isTrue();
        assertThat(client.post(CHANNEL, "{'data':{'frozen':false}}")
                        .is(201)
                        .json()
                        .at("/channel/frozen")
                        .booleanValue())
                .isFalse();
        client.post(CHANNEL, "{'data':{'frozen':'no'}}").fails(400, 4, "frozen");
    }

    @Test
    void an_update_changes_the_roles_of_members() {
        create("{'user_id':'alice'}");

        JsonNode promoted = client.post(CHANNEL, "{'add_moderators':['alice','bob']}")
                .is(201)
                .json();
        SHAPES.check("Update", promoted);
        assertThat(roles(promoted)).containsExactly("alice channel_moderator", "bob channel_moderator");
        assertThat(roles(client.post(CHANNEL, "{'demote_moderators':['alice','carol']}")
                        .is(201)
                        .json()))
                .containsExactly("alice channel_member", "bob channel_moderator");
        assertThat(roles(client.post(
                                CHANNEL, "{'assign_roles':[{'user_id':'alice','channel_role':'channel_moderator'}]}")
                        .is(201)
                        .json()))
                .containsExactly("alice channel_moderator", "bob channel_moderator");
        client.post(CHANNEL, "{'add_moderators':['nobody']}").fails(400, 4, "don't exist: [nobody]");
        client.users("carol");
        client.post(
                        CHANNEL,
                        "{'assign_roles':[{'user_id':'carol','channel_role':'channel_member'}],'remove_members':['bob']}")
                .fails(400, 4, "assign_roles");
        assertThat(ids(client.get(CHANNEL).is(200).json())).containsExactly("alice", "bob");
    }

    @Test
    void members_have_one_distinct_channel() {
        String distinct = "/api/v2/chat/channels/messaging/query";
        JsonNode first = client.post(
                        distinct,
                        "{'data':{'created_by_id':'alice','members':[{'user_id':'alice'},{'user_id':'bob'}]}}")
                .is(201)
                .json();
        SHAPES.check("State", first);
        assertThat(ids(first)).containsExactly("alice", "bob");
        String id = first.at("/channel/id").stringValue();
        assertThat(id).startsWith("!members-");
        assertThat(client.post(
                                distinct,
                                "{'data':{'created_by_id':'bob','members':[{'user_id':'bob'},{'user_id':'alice'}]}}")
                        .is(201)
                        .json()
                        .at("/channel/id")
                        .stringValue())
                .isEqualTo(id);
        assertThat(emulator.requests()).extracting(StreamRequest::operation).contains("GetOrCreateDistinctChannel");
        client.get("/api/v2/chat/channels/messaging/" + id).is(200);
        client.post(distinct, "{'data':{'created_by_id':'alice'}}").fails(400, 4, "members");
    }

    @Test
    void a_channel_needs_a_creator_and_users_that_exist() {
        client.post(CHANNEL + "/query", "{}").fails(400, 4, "created_by");
        client.post(CHANNEL + "/query", "{'data':{'created_by_id':'alice','members':[{'user_id':'nobody'}]}}")
                .fails(400, 4, "don't exist: [nobody]");
        client.get(CHANNEL).fails(404, 16, "messaging:standup");
        client.post(CHANNEL, "{}").fails(404, 16, "messaging:standup");
        client.post("/api/v2/chat/channels/messaging/a~b/query", "{'data':{'created_by_id':'alice'}}")
                .fails(400, 4, "id");
        client.post("/api/v2/chat/channels/unknown/a/query", "{'data':{'created_by_id':'alice'}}")
                .fails(404, 16, "unknown");
    }

    @Test
    void a_deleted_channel_is_empty_when_it_is_created_again() {
        create("{'user_id':'alice'}");
        JsonNode deleted = client.send("DELETE", CHANNEL, "").is(200).json();
        assertThat(deleted.at("/channel/deleted_at").longValue()).isPositive();
        client.get(CHANNEL).fails(404, 16, "standup");
        client.send("DELETE", CHANNEL, "").fails(404, 16, "standup");
        client.send("DELETE", CHANNEL + "?hard_delete=true", "").is(200);
        client.send("DELETE", CHANNEL + "?hard_delete=true", "").fails(404, 16, "standup");

        assertThat(ids(create(""))).isEmpty();
    }

    @Test
    void several_channels_are_deleted_at_once() {
        create("");
        JsonNode answer = client.post(
                        "/api/v2/chat/channels/delete",
                        "{'cids':['messaging:standup','messaging:unknown'],'hard_delete':true}")
                .is(201)
                .json();

        assertThat(answer.get("task_id").stringValue()).isNotEmpty();
        assertThat(answer.at("/result/messaging:standup/status").stringValue()).isEqualTo("ok");
        assertThat(answer.at("/result/messaging:unknown/status").stringValue()).isEqualTo("error");
        client.get(CHANNEL).fails(404, 16, "standup");
        client.post("/api/v2/chat/channels/delete", "{}").fails(400, 4, "cids");
    }

    @Test
    void devices_are_created_listed_and_deleted() {
        String devices = "/api/v2/devices";
        client.post(devices, "{'id':'d-1','push_provider':'apn','voip_token':true,'user_id':'alice'}")
                .is(201);
        client.post(devices, "{'id':'d-1','push_provider':'firebase','user_id':'alice'}")
                .is(201);
        client.as(TestClient.token("alice"), "POST", devices, "{'id':'d-2','push_provider':'firebase'}")
                .is(201);

        JsonNode listed = client.get(devices + "?user_id=alice").is(200).json();
        SHAPES.check("Devices", listed);
        assertThat(listed.get("devices")
                        .valueStream()
                        .map(device -> device.get("id").stringValue() + " "
                                + device.get("push_provider").stringValue()))
                .containsExactly("d-1 apn", "d-2 firebase");
        assertThat(client.get(devices + "?user_id=bob").is(200).json().get("devices"))
                .isEmpty();

        client.send("DELETE", devices + "?user_id=bob&id=d-1", "").fails(404, 16, "d-1");
        client.send("DELETE", devices + "?user_id=alice&id=d-1", "").is(200);
        assertThat(client.get(devices + "?user_id=alice").is(200).json().get("devices"))
                .hasSize(1);
        client.post(devices, "{'id':'d-1','push_provider':'pigeon','user_id':'alice'}")
                .fails(400, 4, "push_provider");
        client.post(devices, "{'id':'d-1','push_provider':'apn'}").fails(400, 4, "user_id");
        client.get(devices + "?user_id=nobody").fails(404, 16, "nobody");
    }

    @Test
    void channels_are_for_servers() {
        client.as(TestClient.token("alice"), "POST", CHANNEL + "/query", "{'data':{}}")
                .fails(403, 17, "server-side");
    }

    @Test
    void a_reset_deletes_channels_and_devices() {
        create("");
        client.post("/api/v2/devices", "{'id':'d-1','push_provider':'apn','user_id':'alice'}")
                .is(201);

        emulator.reset();

        client.users("alice");
        client.get(CHANNEL).fails(404, 16, "standup");
        assertThat(client.get("/api/v2/devices?user_id=alice").is(200).json().get("devices"))
                .isEmpty();
    }
}

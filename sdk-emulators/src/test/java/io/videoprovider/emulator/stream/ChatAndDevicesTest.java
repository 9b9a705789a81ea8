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

package io.videoprovider.emulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.testkit.MutableClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Filters, order and pages of the query endpoints. */
class QueriesTest {

    private final MutableClock clock = MutableClock.running();
    private StreamEmulator emulator;
    private TestClient client;

    @BeforeEach
    void start() {
        emulator = StreamEmulator.builder().clock(clock).start();
        client = new TestClient(emulator.url());
        client.users("alice", "bob", "carl");
        create("c1", "'team':'red','custom':{'color':'blue','n':3},'members':[{'user_id':'alice'}]");
        create(
                "c2",
                "'starts_at':'2031-01-01T00:00:00Z','members':[{'user_id':'bob'},{'user_id':'carl','role':'host'}]");
        create("c3", "'custom':{'color':'bluegreen'},'starts_at':'2030-01-01T00:00:00Z'");
    }

    private void create(String id, String data) {
        clock.advance(Duration.ofSeconds(1));
        client.post("/api/v2/video/call/default/" + id, "{'data':{'created_by_id':'admin-" + id + "'," + data + "}}")
                .is(201);
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    private static List<String> ids(JsonNode answer) {
        return answer.get("calls")
                .valueStream()
                .map(state -> state.at("/call/id").stringValue())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                   | c3 c2 c1
                    {'id':'c1'}                                          | c1
                    {'cid':{'$in':['default:c1','default:c3']}}          | c3 c1
                    {'team':'red'}                                       | c1
                    {'team':{'$exists':false}}                           | c3 c2
                    {'members':{'$in':['bob','nobody']}}                 | c2
                    {'created_by_user_id':{'$eq':'admin-c2'}}            | c2
                    {'starts_at':{'$gt':'2030-06-01T00:00:00Z'}}         | c2
                    {'starts_at':{'$lte':'2030-01-01T00:00:00Z'}}        | c3
                    {'custom.color':'blue'}                              | c1
                    {'custom.color':{'$autocomplete':'blue'}}            | c3 c1
                    {'custom':{'n':{'$gte':3}}}                          | c1
                    {'ongoing':true}                                     | c3
                    {'ended_at':{'$exists':true}}                        |
                    {'$or':[{'id':'c1'},{'id':'c2'}]}                    | c2 c1
                    {'$and':[{'type':'default'},{'backstage':false},{'id':'c3'}]} | c3
                    """)
    void calls_are_found_by_every_field_and_operator(String filter, String found) {
        emulator.join(TestClient.token("alice"), "default:c3");
        JsonNode answer = client.post("/api/v2/video/calls", "{'filter_conditions':" + filter + "}")
                .is(201)
                .json();
        assertThat(String.join(" ", ids(answer))).isEqualTo(found == null ? "" : found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'filter_conditions':{'shoe_size':44}}                    | shoe_size
                    {'filter_conditions':{'backstage':{'$gt':true}}}          | $gt
                    {'filter_conditions':{'created_at':{'$gt':'yesterday'}}}  | RFC 3339
                    {'sort':[{'field':'team'}]}                               | sorting by team
                    {'sort':[{'field':'id','direction':2}]}                   | direction
                    {'limit':101}                                             | limit
                    {'limit':-1}                                              | limit
                    {'next':'!!'}                                             | cursor
                    """)
    void a_query_that_makes_no_sense_is_refused(String query, String reason) {
        client.post("/api/v2/video/calls", query).fails(400, 4, reason);
    }

    @Test
    void items_are_sorted_as_requested_and_those_without_the_field_are_last() {
        assertThat(ids(client.post("/api/v2/video/calls", "{'sort':[{'field':'starts_at','direction':1}]}")
                        .json()))
                .containsExactly("c3", "c2", "c1");
        assertThat(ids(client.post("/api/v2/video/calls", "{'sort':[{'field':'id','direction':-1}]}")
                        .json()))
                .containsExactly("c3", "c2", "c1");
    }

    @Test
    void pages_lead_forward_and_back_and_lose_nothing_if_a_call_is_added() {
        for (int i = 4; i <= 7; i++) {
            create("c" + i, "'team':'t'");
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        String prev = "";
        int pages = 0;
        do {
            String cursor = next.isEmpty() ? "" : ",'next':'" + next + "'";
            JsonNode page = client.post("/api/v2/video/calls", "{'limit':3" + cursor + "}")
                    .is(201)
                    .json();
            seen.addAll(ids(page));
            next = page.path("next").asString("");
            prev = page.path("prev").asString("");
            create("later-" + pages++, "'team':'t'");
        } while (!next.isEmpty());
        assertThat(seen).containsExactly("c7", "c6", "c5", "c4", "c3", "c2", "c1");
        assertThat(pages).isEqualTo(3);
        assertThat(ids(client.post("/api/v2/video/calls", "{'limit':3,'prev':'" + prev + "'}")
                        .json()))
                .containsExactly("c4", "c3", "c2");
    }

    @Test
    void members_are_found_sorted_and_paged() {
        JsonNode hosts = client.post(
                        "/api/v2/video/call/members",
                        "{'type':'default','id':'c2','filter_conditions':{'role':'host'}}")
                .is(201)
                .json();
        assertThat(hosts.at("/members/0/user_id").stringValue()).isEqualTo("carl");
        assertThat(hosts.get("members")).hasSize(1);
        JsonNode first = client.post(
                        "/api/v2/video/call/members",
                        "{'type':'default','id':'c2','limit':1,'sort':[{'field':'user_id','direction':-1}]}")
                .json();
        assertThat(first.at("/members/0/user_id").stringValue()).isEqualTo("carl");
        JsonNode second = client.post(
                        "/api/v2/video/call/members",
                        "{'type':'default','id':'c2','limit':1,'sort':[{'field':'user_id','direction':-1}],'next':'"
                                + first.get("next").stringValue() + "'}")
                .json();
        assertThat(second.at("/members/0/user_id").stringValue()).isEqualTo("bob");
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void participants_are_found_by_user_and_by_published_tracks() {
        emulator.join(TestClient.token("alice"), "default:c1").publish("microphone");
        emulator.join(TestClient.token("bob"), "default:c1");
        String path = "/api/v2/video/call/default/c1/participants";
        JsonNode all = client.post(path + "?limit=1", "{}").is(201).json();
        assertThat(all.get("total_participants").intValue()).isEqualTo(2);
        assertThat(all.get("participants")).hasSize(1);
        JsonNode bob = client.post(path, "{'filter_conditions':{'user_id':{'$in':['bob']}}}")
                .json();
        assertThat(bob.at("/participants/0/user/id").stringValue()).isEqualTo("bob");
        JsonNode audible = client.post(path, "{'filter_conditions':{'published_tracks':{'$eq':'audio'}}}")
                .json();
        assertThat(audible.at("/total_participants").intValue()).isEqualTo(0);
        audible = client.post(path, "{'filter_conditions':{'published_tracks':{'$in':['audio']}}}")
                .json();
        assertThat(audible.at("/participants/0/user/id").stringValue()).isEqualTo("alice");
    }

    @Test
    void users_are_found_by_their_fields_and_paged_by_offset() {
        client.post(
                        "/api/v2/users",
                        "{'users':{'dora':{'id':'dora','role':'admin','teams':['red','blue'],'custom':{'city':'Ulm'}}}}")
                .is(201);
        assertThat(users("{\"filter_conditions\":{\"role\":\"admin\"}}")).containsExactly("dora");
        assertThat(users("{\"filter_conditions\":{\"teams\":{\"$in\":[\"red\"]}}}"))
                .containsExactly("dora");
        assertThat(users("{\"filter_conditions\":{\"city\":\"Ulm\"}}")).containsExactly("dora");
        String some = "{\"filter_conditions\":{\"id\":{\"$in\":[\"alice\",\"bob\",\"carl\"]}},"
                + "\"sort\":[{\"field\":\"id\",\"direction\":-1}],\"limit\":1,\"offset\":1}";
        assertThat(users(some)).containsExactly("bob");
        client.post("/api/v2/users/bob/deactivate", "{}").is(201);
        assertThat(users("{\"filter_conditions\":{\"id\":\"bob\"}}")).isEmpty();
        assertThat(users("{\"filter_conditions\":{\"id\":\"bob\"},\"include_deactivated_users\":true}"))
                .containsExactly("bob");
    }

    private List<String> users(String payload) {
        return client.get("/api/v2/users?payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8))
                .is(200)
                .json()
                .get("users")
                .valueStream()
                .map(user -> user.get("id").stringValue())
                .toList();
    }
}

package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.TestClient.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.kit.TestReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Responses and events have the documented fields, with the documented types. */
class ShapesTest {

    private static final String USER = "id:text role:text name?:text image?:text language:text banned:flag "
            + "shadow_banned:flag invisible:flag online:flag teams:texts blocked_user_ids:texts custom:map "
            + "teams_role?:map privacy_settings?:map ";

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
        client.users("alice", "bob");
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
        receiver.close();
    }

    /** @param time the format of times: nanoseconds in responses, RFC 3339 in webhooks */
    private static Shape shapes(String time) {
        return new Shape()
                .with(
                        "User",
                        (USER + "created_at:T updated_at:T last_active?:T deactivated_at?:T deleted_at?:T "
                                        + "revoke_tokens_issued_before?:T")
                                .replace(":T", ":" + time))
                .with(
                        "FullUser",
                        (USER + "created_at:T updated_at:T last_active?:T deactivated_at?:T deleted_at?:T "
                                        + "revoke_tokens_issued_before?:T total_unread_count:int unread_channels:int "
                                        + "unread_count:int unread_threads:int channel_mutes:list devices:list mutes:list")
                                .replace(":T", ":" + time))
                .with(
                        "Call",
                        ("id:text type:text cid:text current_session_id:text created_at:T updated_at:T starts_at?:T "
                                        + "ended_at?:T created_by:@User custom:map team?:text channel_cid?:text "
                                        + "backstage:flag blocked_user_ids:texts recording:flag transcribing:flag "
                                        + "captioning:flag translating:flag join_ahead_time_seconds?:int "
                                        + "routing_number?:text settings:@Settings session?:@Session ingress:@Ingress "
                                        + "egress:@Egress thumbnails?:map")
                                .replace(":T", ":" + time))
                .with(
                        "Session",
                        ("id:text started_at?:T ended_at?:T live_started_at?:T live_ended_at?:T timer_ends_at?:T "
                                        + "participants:@Participant[] participants_count_by_role:map "
                                        + "anonymous_participant_count:int accepted_by:map rejected_by:map missed_by:map")
                                .replace(":T", ":" + time))
                .with("Participant", "user:@User user_session_id:text role:text joined_at:T".replace(":T", ":" + time))
                .with(
                        "Member",
                        "user_id:text user:@User role?:text custom:map created_at:T updated_at:T deleted_at?:T"
                                .replace(":T", ":" + time))
                .with("Ingress", "rtmp:@Address srt:@Address whip:@Address")
                .with("Address", "address:text")
                .with(
                        "Egress",
                        "broadcasting:flag hls?:@Hls rtmps:@Rtmp[] composite_recording?:@Status individual_recording?:@Status "
                                + "raw_recording?:@Status frame_recording?:@Status")
                .with("Status", "status:text")
                .with("Hls", "playlist_url:text status:text")
                .with("Rtmp", "name:text started_at:T stream_url?:text stream_key?:text".replace(":T", ":" + time))
                .with(
                        "Recording",
                        "filename:text url:text start_time:T end_time:T session_id:text recording_type:text"
                                .replace(":T", ":" + time))
                .with(
                        "Transcription",
                        "filename:text url:text start_time:T end_time:T session_id:text".replace(":T", ":" + time))
                .with(
                        "Settings",
                        "audio:@Audio backstage:@Backstage broadcasting:@Broadcasting encryption:@Mode "
                                + "frame_recording:@Frames geofencing:@Geofencing individual_recording:@Individual "
                                + "limits:@Limits raw_recording:@Raw recording:@RecordSettings ring:@Ring "
                                + "screensharing:@Screen session:@SessionSettings thumbnails:@Enabled "
                                + "transcription:@TranscriptionSettings video:@Video ingress?:@Enabled")
                .with(
                        "Audio",
                        "access_request_enabled:flag default_device:text hifi_audio_enabled:flag mic_default_on:flag "
                                + "opus_dtx_enabled:flag redundant_coding_enabled:flag speaker_default_on:flag "
                                + "noise_cancellation?:@Mode")
                .with("Mode", "mode:text")
                .with("Enabled", "enabled:flag")
                .with("Backstage", "enabled:flag join_ahead_time_seconds?:int")
                .with("Broadcasting", "enabled:flag hls:@HlsSettings rtmp:@RtmpSettings")
                .with("HlsSettings", "auto_on:flag enabled:flag quality_tracks:texts layout:@Layout")
                .with("RtmpSettings", "enabled:flag quality:text layout:@Layout")
                .with(
                        "Layout",
                        "name:text external_app_url:text external_css_url:text detect_orientation?:flag options?:map")
                .with("Frames", "mode:text capture_interval_in_seconds:int quality?:text")
                .with("Geofencing", "names:texts")
                .with("Individual", "mode:text output_types?:texts")
                .with(
                        "Limits",
                        "max_participants_exclude_roles:texts max_duration_seconds?:int max_participants?:int "
                                + "max_participants_exclude_owner?:flag")
                .with("Raw", "mode:text audio_only?:flag")
                .with("RecordSettings", "audio_only:flag mode:text quality:text layout:@Layout")
                .with("Ring", "auto_cancel_timeout_ms:int incoming_call_timeout_ms:int missed_call_timeout_ms:int")
                .with("Screen", "access_request_enabled:flag enabled:flag target_resolution?:@Resolution")
                .with("Resolution", "width:int height:int bitrate?:int")
                .with("SessionSettings", "inactivity_timeout_seconds:int")
                .with(
                        "TranscriptionSettings",
                        "mode:text closed_caption_mode:text language:text speech_segment_config?:map translation?:map")
                .with(
                        "Video",
                        "access_request_enabled:flag camera_default_on:flag camera_facing:text enabled:flag "
                                + "target_resolution:@Resolution")
                .with(
                        "Notification",
                        "enabled:flag call_live_started:map call_missed:map call_notification:map call_ring:map "
                                + "session_started:map");
    }

    private static Shape answers() {
        String state = "call:@Call members:@Member[] own_capabilities:texts ";
        return shapes("nanos")
                .with("GetOrCreateCall", state + "created:flag duration:text")
                .with("GetCall", state + "duration:text")
                .with("CallState", state)
                .with("QueryCalls", "calls:@CallState[] next?:text prev?:text duration:text")
                .with("Members", "members:@Member[] next?:text prev?:text duration:text")
                .with("Participants", state + "participants:@Participant[] total_participants:int duration:text")
                .with("DeleteCall", "call:@Call task_id?:text duration:text")
                .with("OnlyCall", "call:@Call duration:text")
                .with("Nothing", "duration:text")
                .with("Ringing", "members_ids:texts duration:text")
                .with("Recordings", "recordings:@Recording[] duration:text")
                .with("Transcriptions", "transcriptions:@Transcription[] duration:text")
                .with("Playlist", "playlist_url:text duration:text")
                .with("Users", "users:@FullUser[] duration:text")
                .with("UpdateUsers", "users:map membership_deletion_task_id:text duration:text")
                .with(
                        "Task",
                        "task_id:text status:text created_at:nanos updated_at:nanos result?:map error?:map duration:text")
                .with("TaskId", "task_id:text duration:text")
                .with(
                        "CallType",
                        "name:text created_at:nanos updated_at:nanos grants:map settings:@Settings "
                                + "notification_settings:@Notification external_storage?:text duration:text")
                .with("Storages", "external_storages:map duration:text")
                .with("Storage", "name:text bucket:text path:text type:text")
                .with(
                        "Error",
                        "code:int message:text StatusCode:int duration:text more_info:text details:list "
                                + "exception_fields?:map unrecoverable?:flag")
                .with(
                        "Edge",
                        "id:text latency_test_url:text latitude:number longitude:number country_iso_code:text "
                                + "continent_code:text subdivision_iso_code:text green:int yellow:int red:int")
                .with("Edges", "edges:@Edge[] duration:text");
    }

    @Test
    void answers_about_calls_have_all_documented_fields() {
        Shape shapes = answers();
        shapes.check(
                "GetOrCreateCall",
                client.post(
                                CALL,
                                "{'data':{'created_by_id':'admin','members':[{'user_id':'alice','role':'host'},"
                                        + "{'user_id':'bob'}],'custom':{'x':1},'team':'red','channel_cid':'messaging:1',"
                                        + "'starts_at':'2030-01-01T00:00:00Z','settings_override':{'limits':"
                                        + "{'max_duration_seconds':600}}}}")
                        .is(201)
                        .json());
        emulator.join(TestClient.token("alice"), "default:standup").publish("camera");
        JsonNode call = client.get(CALL).is(200).json();
        shapes.check("GetCall", call);
        assertThat(call.at("/call/session/timer_ends_at").isIntegralNumber()).isTrue();
        assertThat(call.at("/call/starts_at").longValue()).isEqualTo(1_893_456_000_000_000_000L);
        shapes.check(
                "QueryCalls", client.post("/api/v2/video/calls", "{}").is(201).json());
        shapes.check(
                "Members",
                client.post("/api/v2/video/call/members", "{'type':'default','id':'standup'}")
                        .is(201)
                        .json());
        shapes.check(
                "Participants",
                client.post(CALL + "/participants", "{}").is(201).json());
        shapes.check("Ringing", client.post(CALL + "/ring", "{}").is(201).json());
        shapes.check("OnlyCall", client.post(CALL + "/go_live", "{}").is(201).json());
        shapes.check("OnlyCall", client.post(CALL + "/stop_live", "{}").is(201).json());
        shapes.check("GetCall", client.patch(CALL, "{'custom':{'y':2}}").is(200).json());
        shapes.check("Nothing", client.post(CALL + "/mark_ended", "{}").is(201).json());
        shapes.check(
                "DeleteCall",
                client.post(CALL + "/delete", "{'hard':true}").is(201).json());
    }

    @Test
    void responses_about_egresses_have_all_documented_fields() {
        Shape shapes = answers();
        client.call();
        emulator.join(TestClient.token("alice"), "default:standup");
        for (String start : List.of(
                "/recordings/composite/start",
                "/recordings/individual/start",
                "/recordings/raw/start",
                "/start_transcription")) {
            shapes.check("Nothing", client.post(CALL + start, "{}").is(201).json());
        }
        shapes.check(
                "Playlist",
                client.post(CALL + "/start_broadcasting", "{}").is(201).json());
        client.post(
                        CALL + "/rtmp_broadcasts",
                        "{'broadcasts':[{'name':'tube','stream_url':'rtmps://x/live','stream_key':'k'}]}")
                .is(201);
        JsonNode call = client.get(CALL).json();
        shapes.check("GetCall", call);
        assertThat(call.at("/call/recording").booleanValue()).isTrue();
        assertThat(call.at("/call/egress/rtmps")).hasSize(1);
        assertThat(call.at("/call/egress/hls/playlist_url").stringValue()).endsWith(".m3u8");
        for (String stop : List.of("/recordings/composite/stop", "/stop_transcription")) {
            shapes.check("Nothing", client.post(CALL + stop, "{}").is(201).json());
        }
        emulator.awaitWebhooks(
                sent -> sent.stream().anyMatch(hook -> hook.event().equals("call.recording_ready"))
                        && sent.stream().anyMatch(hook -> hook.event().equals("call.transcription_ready")),
                Duration.ofSeconds(30));
        JsonNode recordings = client.get(CALL + "/recordings").is(200).json();
        shapes.check("Recordings", recordings);
        assertThat(recordings.get("recordings")).hasSize(1);
        JsonNode transcriptions = client.get(CALL + "/transcriptions").is(200).json();
        shapes.check("Transcriptions", transcriptions);
        assertThat(transcriptions.get("transcriptions")).hasSize(1);
    }

    @Test
    void answers_about_everything_else_have_all_documented_fields() {
        Shape shapes = answers();
        shapes.check(
                "UpdateUsers",
                client.post(
                                "/api/v2/users",
                                "{'users':{'carl':{'id':'carl','name':'Carl','image':'i','role':'admin','custom':{'a':1},"
                                        + "'teams':['red'],'language':'de'}}}")
                        .is(201)
                        .json());
        JsonNode users = client.get("/api/v2/users?payload=%7B%22filter_conditions%22:%7B%22id%22:%22carl%22%7D%7D")
                .is(200)
                .json();
        shapes.check("Users", users);
        assertThat(users.get("users")).hasSize(1);
        JsonNode deletion = client.post("/api/v2/users/delete", "{'user_ids':['carl']}")
                .is(201)
                .json();
        shapes.check("TaskId", deletion);
        shapes.check(
                "Task",
                client.get("/api/v2/tasks/" + deletion.get("task_id").stringValue())
                        .is(200)
                        .json());
        shapes.check(
                "CallType",
                client.get("/api/v2/video/calltypes/livestream").is(200).json());
        shapes.check(
                "Nothing",
                client.post(
                                "/api/v2/external_storage",
                                "{'name':'mine','storage_type':'s3','bucket':'b','aws_s3':{'s3_region':'eu-west-1',"
                                        + "'s3_secret':'hush'}}")
                        .is(201)
                        .json());
        JsonNode storages = client.get("/api/v2/external_storage").is(200).json();
        shapes.check("Storages", storages);
        shapes.check("Storage", storages.at("/external_storages/mine"));
        shapes.check("Edges", client.get("/api/v2/video/edges").is(200).json());
        shapes.check(
                "Error",
                client.get("/api/v2/video/call/default/nowhere").is(404).json());
        shapes.check("Error", client.post(CALL, "{'ring':'yes'}").is(400).json());
    }

    @Test
    void events_have_all_documented_fields_and_times_in_rfc_3339() {
        String event = "type:text created_at:rfc3339 call_cid:text ";
        Shape shapes = shapes("rfc3339")
                .with("call.created", event + "call:@Call members:@Member[]")
                .with("call.updated", event + "call:@Call capabilities_by_role:map")
                .with("call.deleted", event + "call:@Call")
                .with("call.ended", event + "call:@Call user?:@User reason?:text members?:@Member[]")
                .with("call.ring", event + "call:@Call members:@Member[] session_id:text user:@User video:flag")
                .with("call.notification", event + "call:@Call members:@Member[] session_id:text user:@User")
                .with("call.accepted", event + "call:@Call user:@User")
                .with("call.rejected", event + "call:@Call user:@User reason?:text")
                .with("call.session_started", event + "call:@Call session_id:text")
                .with("call.session_ended", event + "call:@Call session_id:text")
                .with("call.session_participant_joined", event + "participant:@Participant session_id:text")
                .with(
                        "call.session_participant_left",
                        event + "participant:@Participant session_id:text duration_seconds:int reason?:text")
                .with(
                        "call.session_participant_count_updated",
                        event + "participants_count_by_role:map anonymous_participant_count:int session_id:text")
                .with("call.member_added", event + "call:@Call members:@Member[]")
                .with("call.member_updated", event + "call:@Call members:@Member[]")
                .with("call.member_removed", event + "call:@Call members:texts")
                .with("call.member_updated_permission", event + "call:@Call members:@Member[] capabilities_by_role:map")
                .with("call.blocked_user", event + "user:@User blocked_by_user?:@User")
                .with("call.unblocked_user", event + "user:@User")
                .with("call.kicked_user", event + "user:@User kicked_by_user?:@User")
                .with("call.user_muted", event + "from_user_id:text muted_user_ids:texts reason:text")
                .with("call.permissions_updated", event + "user:@User own_capabilities:texts")
                .with("custom", event + "custom:map user:@User")
                .with("call.live_started", event + "call:@Call")
                .with("call.recording_started", event + "egress_id:text recording_type:text")
                .with("call.recording_stopped", event + "egress_id:text recording_type:text")
                .with("call.recording_failed", event + "egress_id:text recording_type:text")
                .with("call.recording_ready", event + "egress_id:text recording_type:text call_recording:@Recording")
                .with("call.transcription_started", event + "egress_id:text")
                .with("call.transcription_stopped", event + "egress_id:text")
                .with("call.transcription_ready", event + "egress_id:text call_transcription:@Transcription")
                .with("call.closed_captions_started", event)
                .with("call.closed_captions_stopped", event)
                .with("call.frame_recording_started", event + "call:@Call egress_id:text")
                .with("call.frame_recording_stopped", event + "call:@Call egress_id:text")
                .with(
                        "call.frame_recording_ready",
                        event + "url:text captured_at:rfc3339 egress_id:text session_id:text track_type:text users:map")
                .with("call.hls_broadcasting_started", event + "call:@Call hls_playlist_url:text")
                .with("call.hls_broadcasting_stopped", event)
                .with("call.rtmp_broadcast_started", event + "name:text")
                .with("call.rtmp_broadcast_stopped", event + "name:text")
                .with(
                        "call.user_feedback_submitted",
                        event
                                + "user:@User rating:int reason?:text sdk?:text sdk_version?:text custom?:map session_id:text");
        liveAFullLife();
        List<String> expected = List.of(
                "call.created",
                "call.ring",
                "call.notification",
                "call.accepted",
                "call.rejected",
                "call.member_added",
                "call.member_updated",
                "call.member_updated_permission",
                "call.member_removed",
                "call.session_started",
                "call.session_participant_joined",
                "call.session_participant_count_updated",
                "call.updated",
                "call.live_started",
                "call.recording_started",
                "call.recording_stopped",
                "call.recording_ready",
                "call.recording_failed",
                "call.transcription_started",
                "call.transcription_stopped",
                "call.transcription_ready",
                "call.closed_captions_started",
                "call.closed_captions_stopped",
                "call.frame_recording_started",
                "call.frame_recording_stopped",
                "call.frame_recording_ready",
                "call.hls_broadcasting_started",
                "call.hls_broadcasting_stopped",
                "call.rtmp_broadcast_started",
                "call.rtmp_broadcast_stopped",
                "custom",
                "call.user_feedback_submitted",
                "call.user_muted",
                "call.permissions_updated",
                "call.blocked_user",
                "call.unblocked_user",
                "call.kicked_user",
                "call.session_participant_left",
                "call.session_ended",
                "call.ended",
                "call.deleted");
        emulator.awaitWebhooks(
                sent -> sent.stream().map(StreamWebhook::event).toList().containsAll(expected), Duration.ofSeconds(30));
        assertThat(receiver.events()).allSatisfy(sent -> {
            String type = sent.get("type").stringValue();
            shapes.check(type, sent);
            assertThat(sent.get("call_cid").stringValue()).isEqualTo("default:standup");
        });
    }

    private void liveAFullLife() {
        client.call("alice");
        client.post(CALL, "{'ring':true,'video':true}").is(201);
        client.get(CALL + "?notify=true").is(200);
        client.as(TestClient.token("alice"), "POST", CALL + "/reject", "{'reason':'busy'}")
                .is(201);
        client.as(TestClient.token("alice"), "POST", CALL + "/accept", "{}").is(201);
        client.post(CALL + "/members", "{'update_members':[{'user_id':'bob'}]}").is(201);
        client.post(CALL + "/members", "{'update_members':[{'user_id':'bob','role':'host'}]}")
                .is(201);
        client.post(CALL + "/members", "{'remove_members':['bob']}").is(201);
        StreamParticipant alice = emulator.join(TestClient.token("alice"), "default:standup");
        emulator.join(TestClient.token("bob"), "default:standup");
        for (String start : List.of(
                "/go_live",
                "/recordings/composite/start",
                "/recordings/raw/start",
                "/start_transcription",
                "/start_closed_captions",
                "/start_frame_recording",
                "/start_broadcasting")) {
            client.post(CALL + start, "{}").is(201);
        }
        client.post(CALL + "/rtmp_broadcasts", "{'broadcasts':[{'name':'tube','stream_url':'rtmps://x/live'}]}")
                .is(201);
        emulator.failRecording("default:standup", "raw");
        emulator.awaitWebhooks(
                sent -> sent.stream().anyMatch(hook -> hook.event().equals("call.hls_broadcasting_started")),
                Duration.ofSeconds(20));
        client.post(CALL + "/stop_live", "{}").is(201);
        client.post(CALL + "/stop_frame_recording", "{}").is(201);
        client.post(CALL + "/event", "{'user_id':'alice','custom':{'created_at':1,'a':'b'}}")
                .is(201);
        client.post(CALL + "/feedback", "{'rating':5,'sdk':'x','sdk_version':'1','reason':'good'}")
                .is(201);
        client.post(CALL + "/mute_users", "{'mute_all_users':true,'audio':true,'muted_by_id':'admin'}")
                .is(201);
        client.post(CALL + "/user_permissions", "{'user_id':'alice','revoke_permissions':['send-video']}")
                .is(201);
        client.post(CALL + "/kick", "{'user_id':'bob','block':true,'kicked_by_id':'admin'}")
                .is(201);
        client.post(CALL + "/unblock", "{'user_id':'bob'}").is(201);
        alice.leave();
        client.post(CALL + "/mark_ended", "{}").is(201);
        client.post(CALL + "/delete", "{}").is(201);
    }
}

-- Fills the tables of a history on PostgreSQL for HistoryBenchmark. Ids are those that the SDK computes from the keys.
SET session_replication_role = replica;
INSERT INTO videoprovider_call (id, provider, call_type, call_id, state, active_at, title, created_by, open_sessions, created_at, last_started_at)
SELECT substring(sha256('call'::bytea || '\xff'::bytea || 'livekit'::bytea || '\xff'::bytea || convert_to('default:call-' || n, 'UTF8') || '\xff'::bytea), 1, 16),
    'livekit', 'default', 'call-' || n, 'ENDED', 1750000000000000 + (n * 5 + 4) * 31500000, 'Call ' || n, 'user-' || n % 100000, 0,
    1750000000000000 + n * 5 * 31500000, 1750000000000000 + (n * 5 + 4) * 31500000
FROM generate_series(0::bigint, 199999) n;
INSERT INTO videoprovider_call_custom (call_ref, hash, name, content)
SELECT id, substring(sha256('tenant'::bytea || '\xff'::bytea || convert_to('t' || n % 1000, 'UTF8')), 1, 16), 'tenant', 't' || n % 1000
FROM (SELECT id, substring(call_id, 6)::bigint AS n FROM videoprovider_call) c;
INSERT INTO videoprovider_call_member (call_ref, user_id)
SELECT id, 'user-' || (n * 7 + m) % 100000 FROM (SELECT id, substring(call_id, 6)::bigint AS n FROM videoprovider_call) c, generate_series(0, 1) m;
INSERT INTO videoprovider_session (id, call_ref, provider, session_id, started_at, start_estimated, ended_at, end_estimated, changed_at,
    participants, peak_participants, viewers, peak_viewers, connections, aborted_connections, rejoined_participants, early_leavers,
    recordings, failed_recordings, duration, watch_time, rung_sessions, time_to_join)
SELECT substring(sha256('session'::bytea || '\xff'::bytea || 'livekit'::bytea || '\xff'::bytea || convert_to('default:call-' || n, 'UTF8') || '\xff'::bytea || convert_to('session-' || (n * 5 + s), 'UTF8') || '\xff'::bytea), 1, 16),
    id, 'livekit', 'session-' || (n * 5 + s), 1750000000000000 + (n * 5 + s) * 31500000, FALSE,
    1750000000000000 + (n * 5 + s) * 31500000 + 1800000000, FALSE, 1750000000000000 + (n * 5 + s) * 31500000 + 1800000000,
    5, 5, 1, 1, 5, 0, 0, 1, 0, 0, 1800000000, 9000000000, 0, 0
FROM (SELECT id, substring(call_id, 6)::bigint AS n FROM videoprovider_call) c, generate_series(0::bigint, 4) s;
INSERT INTO videoprovider_participation (id, call_ref, session_ref, provider, connection_id, user_id, kind, display_name, joined_at,
    join_estimated, left_at, left_estimated, aborted, tracks, changed_at)
SELECT substring(sha256(convert_to(session_id || '/' || p, 'UTF8')), 1, 16), call_ref, id, 'livekit', 'PA_' || p,
    'user-' || (substring(session_id, 9)::bigint * 13 + p * 7919) % 100000, 'standard', 'Name', started_at + p * 10000000, FALSE,
    CASE WHEN p = 0 THEN NULL ELSE ended_at - p * 1000000 END, FALSE, FALSE, 'camera,microphone', ended_at
FROM videoprovider_session, generate_series(0::bigint, 4) p;
INSERT INTO videoprovider_recording (id, call_ref, session_ref, provider, recording_id, session_id, kind, status, truncated, started_at, files,
    first_seen_at, listed_at, visibility, expires_at, expiry_fixed, legal_hold, deletable_at, deletion_attempts, changed_at)
SELECT substring(sha256('recording'::bytea || '\xff'::bytea || 'livekit'::bytea || '\xff'::bytea || convert_to('EG_' || session_id, 'UTF8') || '\xff'::bytea), 1, 16),
    call_ref, id, 'livekit', 'EG_' || session_id, session_id, 'COMPOSITE', CASE WHEN substring(session_id, 9)::bigint < 900000 THEN 'DELETED' ELSE 'READY' END,
    FALSE, started_at, '{"files":[{"name":"a.mp4","location":"calls/a.mp4"}]}', started_at, started_at, 'PARTICIPANTS',
    started_at + 2592000000000, FALSE, FALSE, started_at + 2592000000000, 0, ended_at
FROM videoprovider_session WHERE substring(session_id, 9)::bigint % 10 = 0;
SET session_replication_role = DEFAULT;

-- Optional: row-level security of the history. Run it as the owner of the tables, after V1__videoprovider_history.sql; it can be repeated.
-- A role that does not own the tables sees:
--   - the calls that a user created, is invited to or joined, with their sessions, participations, members and custom values;
--   - transcriptions and broadcasts of calls that the user created, and of sessions that the user joined;
--   - recordings by their visibility: the creator of the call all of them, users who joined the recorded session those for PARTICIPANTS, users
--     who see the call those that are PUBLIC. Other hosts of a call are known to the application only.
-- The user is that of the setting videoprovider.user_id; without it, no row is visible:
--     SELECT set_config('videoprovider.user_id', 'ann', true)
-- The owner, as which the SDK connects, sees everything.
--
-- Grant to the role what follows. Policies hide rows, not columns: a grant on the whole table of recordings would show hashes of passwords and
-- locations of files.
--     GRANT SELECT ON videoprovider_call, videoprovider_call_custom, videoprovider_call_member, videoprovider_session,
--         videoprovider_participation, videoprovider_transcription, videoprovider_broadcast TO my_role;
--     GRANT SELECT (id, call_ref, session_ref, provider, recording_id, session_id, kind, status, truncated, started_at, ended_at,
--         first_seen_at, listed_at, visibility, expires_at, legal_hold, deleted_at, changed_at)
--         ON videoprovider_recording TO my_role;

-- These functions read the tables as their owner, so that the policies do not refer to each other.
CREATE OR REPLACE FUNCTION videoprovider_created_call(ref BYTEA) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT 1 FROM videoprovider_call c WHERE c.id = ref AND c.created_by = s.user_id)
    FROM (SELECT NULLIF(current_setting('videoprovider.user_id', true), '') AS user_id) s
$$;

CREATE OR REPLACE FUNCTION videoprovider_joined_session(ref BYTEA) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT 1 FROM videoprovider_participation p WHERE p.session_ref = ref AND p.user_id = s.user_id AND NOT p.aborted)
    FROM (SELECT NULLIF(current_setting('videoprovider.user_id', true), '') AS user_id) s
$$;

CREATE OR REPLACE FUNCTION videoprovider_sees_call(ref BYTEA) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT 1 FROM videoprovider_call c WHERE c.id = ref AND c.created_by = s.user_id)
        OR EXISTS (SELECT 1 FROM videoprovider_call_member m WHERE m.call_ref = ref AND m.user_id = s.user_id)
        OR EXISTS (SELECT 1 FROM videoprovider_participation p WHERE p.call_ref = ref AND p.user_id = s.user_id)
    FROM (SELECT NULLIF(current_setting('videoprovider.user_id', true), '') AS user_id) s
$$;

ALTER TABLE videoprovider_call ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS videoprovider_user ON videoprovider_call;
CREATE POLICY videoprovider_user ON videoprovider_call FOR SELECT USING (videoprovider_sees_call(id));

ALTER TABLE videoprovider_call_custom ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS videoprovider_user ON videoprovider_call_custom;
CREATE POLICY videoprovider_user ON videoprovider_call_custom FOR SELECT USING (videoprovider_sees_call(call_ref));

ALTER TABLE videoprovider_call_member ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS videoprovider_user ON videoprovider_call_member;
CREATE POLICY videoprovider_user ON videoprovider_call_member FOR SELECT USING (videoprovider_sees_call(call_ref));

ALTER TABLE videoprovider_session ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS videoprovider_user ON videoprovider_session;
CREATE POLICY videoprovider_user ON videoprovider_session FOR SELECT USING (videoprovider_sees_call(call_ref));

ALTER TABLE videoprovider_participation ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS videoprovider_user ON videoprovider_participation;
CREATE POLICY videoprovider_user ON videoprovider_participation FOR SELECT USING (videoprovider_sees_call(call_ref));

ALTER TABLE videoprovider_recording ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS videoprovider_user ON videoprovider_recording;
CREATE POLICY videoprovider_user ON videoprovider_recording FOR SELECT USING (
    videoprovider_created_call(call_ref)
    OR (visibility = 'PARTICIPANTS' AND videoprovider_joined_session(session_ref))
    OR (visibility = 'PUBLIC' AND videoprovider_sees_call(call_ref)));

ALTER TABLE videoprovider_transcription ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS videoprovider_user ON videoprovider_transcription;
CREATE POLICY videoprovider_user ON videoprovider_transcription FOR SELECT USING (
    videoprovider_created_call(call_ref) OR videoprovider_joined_session(session_ref));

ALTER TABLE videoprovider_broadcast ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS videoprovider_user ON videoprovider_broadcast;
CREATE POLICY videoprovider_user ON videoprovider_broadcast FOR SELECT USING (
    videoprovider_created_call(call_ref) OR videoprovider_joined_session(session_ref));

-- No user sees leases.
ALTER TABLE videoprovider_lease ENABLE ROW LEVEL SECURITY;

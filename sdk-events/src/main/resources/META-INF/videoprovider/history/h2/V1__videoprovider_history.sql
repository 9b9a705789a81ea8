-- liquibase formatted sql
-- changeset videoprovider:history-1

-- Calls. Ids are the first half of the SHA-256 hash of the natural key. Times and durations are in microseconds, times since 1970.
CREATE TABLE IF NOT EXISTS videoprovider_call (
    id BINARY(16) NOT NULL PRIMARY KEY,
    provider VARCHAR(64) NOT NULL,
    call_type VARCHAR(256) NOT NULL,
    call_id VARCHAR(256) NOT NULL,
    -- SCHEDULED, RINGING, ACTIVE, ENDED, MISSED, DECLINED, CANCELLED, FAILED or UNKNOWN
    state VARCHAR(64) NOT NULL,
    -- Start of the latest session, else planned start, else creation, else 0
    active_at BIGINT NOT NULL,
    title VARCHAR(500),
    created_by VARCHAR(256),
    starts_at BIGINT,
    -- JSON of the table videoprovider_call_custom
    custom CLOB,
    -- JSON of the table videoprovider_call_member
    members CLOB,
    -- JSON of users and their responses
    rings CLOB,
    ring_caller VARCHAR(256),
    -- AUDIO or VIDEO
    ring_kind VARCHAR(64),
    rung_at BIGINT,
    ring_until BIGINT,
    ring_due_at BIGINT,
    -- JSON of users whose response was not announced, and reasons
    unannounced_rings CLOB,
    created_at BIGINT,
    last_started_at BIGINT,
    last_session_id VARCHAR(256),
    ended_at BIGINT,
    deleted_at BIGINT,
    open_sessions INTEGER NOT NULL,
    unreachable_since BIGINT,
    failure VARCHAR(500),
    details_at BIGINT
);
CREATE INDEX IF NOT EXISTS videoprovider_call_key ON videoprovider_call (call_id, call_type);
CREATE INDEX IF NOT EXISTS videoprovider_call_active ON videoprovider_call (active_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_call_provider ON videoprovider_call (provider, active_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_call_state ON videoprovider_call (state, active_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_call_creator ON videoprovider_call (created_by, active_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_call_planned ON videoprovider_call (starts_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_call_creator_planned ON videoprovider_call (created_by, starts_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_call_ring ON videoprovider_call (ring_due_at);

-- Custom values of calls.
CREATE TABLE IF NOT EXISTS videoprovider_call_custom (
    call_ref BINARY(16) NOT NULL REFERENCES videoprovider_call (id) ON DELETE CASCADE,
    -- Hash of name and value
    hash BINARY(16) NOT NULL,
    name VARCHAR(256) NOT NULL,
    content VARCHAR(1024) NOT NULL,
    PRIMARY KEY (call_ref, hash)
);
CREATE INDEX IF NOT EXISTS videoprovider_call_custom_value ON videoprovider_call_custom (hash, call_ref);

-- Users who are invited to calls.
CREATE TABLE IF NOT EXISTS videoprovider_call_member (
    call_ref BINARY(16) NOT NULL REFERENCES videoprovider_call (id) ON DELETE CASCADE,
    user_id VARCHAR(256) NOT NULL,
    role VARCHAR(64),
    PRIMARY KEY (call_ref, user_id)
);
CREATE INDEX IF NOT EXISTS videoprovider_call_member_user ON videoprovider_call_member (user_id, call_ref);

-- Sessions of calls. The columns from participants on are NULL until the metrics are known.
CREATE TABLE IF NOT EXISTS videoprovider_session (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL REFERENCES videoprovider_call (id) ON DELETE CASCADE,
    provider VARCHAR(64) NOT NULL,
    session_id VARCHAR(256) NOT NULL,
    started_at BIGINT NOT NULL,
    start_estimated BOOLEAN NOT NULL,
    ended_at BIGINT,
    end_estimated BOOLEAN NOT NULL,
    end_reason VARCHAR(500),
    -- The start; NULL if ended
    open_since BIGINT,
    -- Time of the last change; NULL if open, or if the metrics are known
    metrics_due_at BIGINT,
    changed_at BIGINT NOT NULL,
    participants BIGINT,
    peak_participants BIGINT,
    viewers BIGINT,
    peak_viewers BIGINT,
    connections BIGINT,
    aborted_connections BIGINT,
    rejoined_participants BIGINT,
    early_leavers BIGINT,
    recordings BIGINT,
    failed_recordings BIGINT,
    duration BIGINT,
    watch_time BIGINT,
    rung_sessions BIGINT,
    time_to_join BIGINT
);
CREATE INDEX IF NOT EXISTS videoprovider_session_call ON videoprovider_session (call_ref, started_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_session_started ON videoprovider_session (started_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_session_provider ON videoprovider_session (provider, started_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_session_key ON videoprovider_session (session_id);
CREATE INDEX IF NOT EXISTS videoprovider_session_open ON videoprovider_session (open_since, id);
CREATE INDEX IF NOT EXISTS videoprovider_session_changed ON videoprovider_session (provider, changed_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_session_metrics_due ON videoprovider_session (metrics_due_at);

-- Connections of users to sessions. Without a time of leaving, a connection ends with its session.
CREATE TABLE IF NOT EXISTS videoprovider_participation (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL,
    session_ref BINARY(16) NOT NULL REFERENCES videoprovider_session (id) ON DELETE CASCADE,
    provider VARCHAR(64) NOT NULL,
    connection_id VARCHAR(256) NOT NULL,
    user_id VARCHAR(256) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    role VARCHAR(64),
    display_name VARCHAR(500),
    joined_at BIGINT NOT NULL,
    join_estimated BOOLEAN NOT NULL,
    left_at BIGINT,
    left_estimated BOOLEAN NOT NULL,
    reason VARCHAR(500),
    aborted BOOLEAN NOT NULL,
    -- Kinds of published tracks, separated by commas
    tracks VARCHAR(500) NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS videoprovider_participation_call ON videoprovider_participation (call_ref, joined_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_participation_session ON videoprovider_participation (session_ref, joined_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_participation_user ON videoprovider_participation (user_id, joined_at, id, session_ref);
CREATE INDEX IF NOT EXISTS videoprovider_participation_joined ON videoprovider_participation (joined_at, id);

-- Recordings. A session may be unknown, or reported later.
CREATE TABLE IF NOT EXISTS videoprovider_recording (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL REFERENCES videoprovider_call (id) ON DELETE CASCADE,
    session_ref BINARY(16),
    provider VARCHAR(64) NOT NULL,
    recording_id VARCHAR(2048) NOT NULL,
    session_id VARCHAR(256),
    kind VARCHAR(64) NOT NULL,
    status VARCHAR(64) NOT NULL,
    truncated BOOLEAN NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    -- JSON
    files CLOB,
    failure VARCHAR(500),
    first_seen_at BIGINT NOT NULL,
    -- The start, else the time of the first event
    listed_at BIGINT NOT NULL,
    visibility VARCHAR(64) NOT NULL,
    password_hash VARCHAR(500),
    expires_at BIGINT,
    -- Whether the application has set the expiry
    expiry_fixed BOOLEAN NOT NULL,
    legal_hold BOOLEAN NOT NULL,
    -- Time of expiry; NULL on legal hold
    deletable_at BIGINT,
    deleted_at BIGINT,
    deletion_attempts INTEGER NOT NULL,
    retention_due_at BIGINT,
    deletion_failure VARCHAR(500),
    -- Time of the last change; NULL without a failure of the deletion
    deletion_failed_at BIGINT,
    changed_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS videoprovider_recording_call ON videoprovider_recording (call_ref, listed_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_recording_session ON videoprovider_recording (session_ref, listed_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_recording_session_key ON videoprovider_recording (session_id);
CREATE INDEX IF NOT EXISTS videoprovider_recording_listed ON videoprovider_recording (listed_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_recording_provider ON videoprovider_recording (provider, listed_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_recording_status ON videoprovider_recording (status, listed_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_recording_deletable ON videoprovider_recording (status, deletable_at);
CREATE INDEX IF NOT EXISTS videoprovider_recording_retention_due ON videoprovider_recording (legal_hold, retention_due_at);
CREATE INDEX IF NOT EXISTS videoprovider_recording_deletion_failed ON videoprovider_recording (deletion_failed_at);

-- Transcriptions.
CREATE TABLE IF NOT EXISTS videoprovider_transcription (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL REFERENCES videoprovider_call (id) ON DELETE CASCADE,
    session_ref BINARY(16),
    provider VARCHAR(64) NOT NULL,
    transcription_id VARCHAR(2048) NOT NULL,
    session_id VARCHAR(256),
    status VARCHAR(64) NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    -- JSON
    files CLOB,
    failure VARCHAR(500),
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS videoprovider_transcription_call ON videoprovider_transcription (call_ref, first_seen_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_transcription_session ON videoprovider_transcription (session_ref, first_seen_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_transcription_seen ON videoprovider_transcription (first_seen_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_transcription_status ON videoprovider_transcription (status, first_seen_at, id);

-- Broadcasts.
CREATE TABLE IF NOT EXISTS videoprovider_broadcast (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL REFERENCES videoprovider_call (id) ON DELETE CASCADE,
    session_ref BINARY(16),
    provider VARCHAR(64) NOT NULL,
    broadcast_id VARCHAR(2048) NOT NULL,
    session_id VARCHAR(256),
    kind VARCHAR(64) NOT NULL,
    status VARCHAR(64) NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    failure VARCHAR(500),
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS videoprovider_broadcast_call ON videoprovider_broadcast (call_ref, first_seen_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_broadcast_session ON videoprovider_broadcast (session_ref, first_seen_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_broadcast_seen ON videoprovider_broadcast (first_seen_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_broadcast_status ON videoprovider_broadcast (status, first_seen_at, id);

-- Leases of jobs that one instance at a time does.
CREATE TABLE IF NOT EXISTS videoprovider_lease (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    holder VARCHAR(64) NOT NULL,
    expires_at BIGINT NOT NULL
);

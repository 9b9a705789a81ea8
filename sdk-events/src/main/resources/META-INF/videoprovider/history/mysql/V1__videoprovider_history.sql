-- liquibase formatted sql
-- changeset videoprovider:history-1

-- Calls. Ids are the first half of the SHA-256 hash of the natural key. Times and durations are in microseconds, times since 1970.
CREATE TABLE IF NOT EXISTS videoprovider_call (
    id BINARY(16) NOT NULL PRIMARY KEY,
    provider VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    call_type VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    call_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    -- SCHEDULED, RINGING, ACTIVE, ENDED, MISSED, DECLINED, CANCELLED, FAILED or UNKNOWN
    state VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    -- Start of the latest session, else planned start, else creation, else 0
    active_at BIGINT NOT NULL,
    title VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    created_by VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    starts_at BIGINT,
    -- JSON of the table videoprovider_call_custom
    custom LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    -- JSON of the table videoprovider_call_member
    members LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    -- JSON of users and their responses
    rings LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    ring_caller VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    -- AUDIO or VIDEO
    ring_kind VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    rung_at BIGINT,
    ring_until BIGINT,
    ring_due_at BIGINT,
    -- JSON of users whose response was not announced, and reasons
    unannounced_rings LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    created_at BIGINT,
    last_started_at BIGINT,
    last_session_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    ended_at BIGINT,
    deleted_at BIGINT,
    open_sessions INTEGER NOT NULL,
    unreachable_since BIGINT,
    failure VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    details_at BIGINT,
    INDEX videoprovider_call_key (call_id, call_type),
    INDEX videoprovider_call_active (active_at, id),
    INDEX videoprovider_call_provider (provider, active_at, id),
    INDEX videoprovider_call_state (state, active_at, id),
    INDEX videoprovider_call_creator (created_by, active_at, id),
    INDEX videoprovider_call_planned (starts_at, id),
    INDEX videoprovider_call_creator_planned (created_by, starts_at, id),
    INDEX videoprovider_call_ring (ring_due_at)
) ENGINE = InnoDB;

-- Custom values of calls.
CREATE TABLE IF NOT EXISTS videoprovider_call_custom (
    call_ref BINARY(16) NOT NULL,
    -- Hash of name and value
    hash BINARY(16) NOT NULL,
    name VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    content VARCHAR(1024) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (call_ref, hash),
    INDEX videoprovider_call_custom_value (hash, call_ref),
    CONSTRAINT videoprovider_call_custom_parent FOREIGN KEY (call_ref) REFERENCES videoprovider_call (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Users who are invited to calls.
CREATE TABLE IF NOT EXISTS videoprovider_call_member (
    call_ref BINARY(16) NOT NULL,
    user_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    role VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    PRIMARY KEY (call_ref, user_id),
    INDEX videoprovider_call_member_user (user_id, call_ref),
    CONSTRAINT videoprovider_call_member_parent FOREIGN KEY (call_ref) REFERENCES videoprovider_call (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Sessions of calls. The columns from participants on are NULL until the metrics are known.
CREATE TABLE IF NOT EXISTS videoprovider_session (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL,
    provider VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    session_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    started_at BIGINT NOT NULL,
    start_estimated BOOLEAN NOT NULL,
    ended_at BIGINT,
    end_estimated BOOLEAN NOT NULL,
    end_reason VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
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
    time_to_join BIGINT,
    INDEX videoprovider_session_call (call_ref, started_at, id),
    INDEX videoprovider_session_started (started_at, id),
    INDEX videoprovider_session_provider (provider, started_at, id),
    INDEX videoprovider_session_key (session_id),
    INDEX videoprovider_session_open (open_since, id),
    INDEX videoprovider_session_changed (provider, changed_at, id),
    INDEX videoprovider_session_metrics_due (metrics_due_at),
    CONSTRAINT videoprovider_session_parent FOREIGN KEY (call_ref) REFERENCES videoprovider_call (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Connections of users to sessions. Without a time of leaving, a connection ends with its session.
CREATE TABLE IF NOT EXISTS videoprovider_participation (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL,
    session_ref BINARY(16) NOT NULL,
    provider VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    connection_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    user_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    kind VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    role VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    display_name VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    joined_at BIGINT NOT NULL,
    join_estimated BOOLEAN NOT NULL,
    left_at BIGINT,
    left_estimated BOOLEAN NOT NULL,
    reason VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    aborted BOOLEAN NOT NULL,
    -- Kinds of published tracks, separated by commas
    tracks VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    changed_at BIGINT NOT NULL,
    INDEX videoprovider_participation_call (call_ref, joined_at, id),
    INDEX videoprovider_participation_session (session_ref, joined_at, id),
    INDEX videoprovider_participation_user (user_id, joined_at, id, session_ref),
    INDEX videoprovider_participation_joined (joined_at, id),
    CONSTRAINT videoprovider_participation_parent FOREIGN KEY (session_ref) REFERENCES videoprovider_session (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Recordings. A session may be unknown, or reported later.
CREATE TABLE IF NOT EXISTS videoprovider_recording (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL,
    session_ref BINARY(16),
    provider VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    recording_id VARCHAR(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    session_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    kind VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    status VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    truncated BOOLEAN NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    -- JSON
    files LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    failure VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    first_seen_at BIGINT NOT NULL,
    -- The start, else the time of the first event
    listed_at BIGINT NOT NULL,
    visibility VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    password_hash VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    expires_at BIGINT,
    -- Whether the application has set the expiry
    expiry_fixed BOOLEAN NOT NULL,
    legal_hold BOOLEAN NOT NULL,
    -- Time of expiry; NULL on legal hold
    deletable_at BIGINT,
    deleted_at BIGINT,
    deletion_attempts INTEGER NOT NULL,
    retention_due_at BIGINT,
    deletion_failure VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    -- Time of the last change; NULL without a failure of the deletion
    deletion_failed_at BIGINT,
    changed_at BIGINT NOT NULL,
    INDEX videoprovider_recording_call (call_ref, listed_at, id),
    INDEX videoprovider_recording_session (session_ref, listed_at, id),
    INDEX videoprovider_recording_session_key (session_id),
    INDEX videoprovider_recording_listed (listed_at, id),
    INDEX videoprovider_recording_provider (provider, listed_at, id),
    INDEX videoprovider_recording_status (status, listed_at, id),
    INDEX videoprovider_recording_deletable (status, deletable_at),
    INDEX videoprovider_recording_retention_due (legal_hold, retention_due_at),
    INDEX videoprovider_recording_deletion_failed (deletion_failed_at),
    CONSTRAINT videoprovider_recording_parent FOREIGN KEY (call_ref) REFERENCES videoprovider_call (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Transcriptions.
CREATE TABLE IF NOT EXISTS videoprovider_transcription (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL,
    session_ref BINARY(16),
    provider VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    transcription_id VARCHAR(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    session_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    status VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    -- JSON
    files LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    failure VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    INDEX videoprovider_transcription_call (call_ref, first_seen_at, id),
    INDEX videoprovider_transcription_session (session_ref, first_seen_at, id),
    INDEX videoprovider_transcription_seen (first_seen_at, id),
    INDEX videoprovider_transcription_status (status, first_seen_at, id),
    CONSTRAINT videoprovider_transcription_parent FOREIGN KEY (call_ref) REFERENCES videoprovider_call (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Broadcasts.
CREATE TABLE IF NOT EXISTS videoprovider_broadcast (
    id BINARY(16) NOT NULL PRIMARY KEY,
    call_ref BINARY(16) NOT NULL,
    session_ref BINARY(16),
    provider VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    broadcast_id VARCHAR(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    session_id VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    kind VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    status VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    failure VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    INDEX videoprovider_broadcast_call (call_ref, first_seen_at, id),
    INDEX videoprovider_broadcast_session (session_ref, first_seen_at, id),
    INDEX videoprovider_broadcast_seen (first_seen_at, id),
    INDEX videoprovider_broadcast_status (status, first_seen_at, id),
    CONSTRAINT videoprovider_broadcast_parent FOREIGN KEY (call_ref) REFERENCES videoprovider_call (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Leases of jobs that one instance at a time does.
CREATE TABLE IF NOT EXISTS videoprovider_lease (
    name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    holder VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    expires_at BIGINT NOT NULL
) ENGINE = InnoDB;

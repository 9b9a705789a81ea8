-- liquibase formatted sql
-- changeset videoprovider:inbox-1

-- Deliveries of webhooks, for each consumer group. Times are in microseconds since 1970.
CREATE TABLE IF NOT EXISTS videoprovider_inbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer_group VARCHAR(64) COLLATE "C" NOT NULL,
    provider VARCHAR(64) COLLATE "C" NOT NULL,
    delivery_id VARCHAR(200) COLLATE "C" NOT NULL,
    deduplication_key VARCHAR(200) COLLATE "C",
    lane VARCHAR(200) COLLATE "C" NOT NULL,
    event_type VARCHAR(200) NOT NULL,
    occurred_at BIGINT NOT NULL,
    -- Name of the secret with which the webhook was signed, never the secret
    signed_by VARCHAR(200),
    received_at BIGINT NOT NULL,
    finished_at BIGINT,
    due_at BIGINT NOT NULL,
    -- waiting, handled or dead
    state VARCHAR(8) NOT NULL,
    attempts INTEGER NOT NULL,
    -- Names of the handlers that have succeeded, separated by commas
    completed_handlers VARCHAR(4000) NOT NULL,
    last_error VARCHAR(500),
    -- W3C traceparent of the request
    trace_parent VARCHAR(55),
    -- NULL if handled
    body BYTEA,
    CONSTRAINT videoprovider_inbox_delivery UNIQUE (consumer_group, provider, delivery_id),
    CONSTRAINT videoprovider_inbox_deduplication_key UNIQUE (consumer_group, provider, deduplication_key)
);
CREATE INDEX IF NOT EXISTS videoprovider_inbox_waiting ON videoprovider_inbox (consumer_group, lane, occurred_at, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS videoprovider_inbox_handled ON videoprovider_inbox (consumer_group, finished_at) WHERE state = 'handled';
CREATE INDEX IF NOT EXISTS videoprovider_inbox_dead ON videoprovider_inbox (consumer_group, id) WHERE state = 'dead';

-- Lanes in which deliveries wait: their number, the time of the next claim or the end of the lease, the holder of the lease.
CREATE TABLE IF NOT EXISTS videoprovider_inbox_lane (
    consumer_group VARCHAR(64) COLLATE "C" NOT NULL,
    lane VARCHAR(200) COLLATE "C" NOT NULL,
    waiting INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    -- Name and event type of the handler that the next claim must have; empty for any claim
    awaits VARCHAR(265) COLLATE "C" NOT NULL,
    holder VARCHAR(36),
    PRIMARY KEY (consumer_group, lane)
);
CREATE INDEX IF NOT EXISTS videoprovider_inbox_lane_due ON videoprovider_inbox_lane (consumer_group, awaits, due_at);

-- Handlers of all instances, for each consumer group.
CREATE TABLE IF NOT EXISTS videoprovider_inbox_handler (
    consumer_group VARCHAR(64) COLLATE "C" NOT NULL,
    name VARCHAR(64) COLLATE "C" NOT NULL,
    event_type VARCHAR(200) COLLATE "C" NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (consumer_group, name)
);

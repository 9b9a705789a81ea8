-- liquibase formatted sql
-- changeset videoprovider:inbox-1

-- Deliveries of webhooks, for each consumer group. Times are in microseconds since 1970.
CREATE TABLE IF NOT EXISTS videoprovider_inbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer_group VARCHAR(64) NOT NULL,
    provider VARCHAR(64) NOT NULL,
    delivery_id VARCHAR(200) NOT NULL,
    deduplication_key VARCHAR(200),
    lane VARCHAR(200) NOT NULL,
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
    body VARBINARY(1048576),
    CONSTRAINT videoprovider_inbox_delivery UNIQUE (consumer_group, provider, delivery_id),
    CONSTRAINT videoprovider_inbox_deduplication_key UNIQUE (consumer_group, provider, deduplication_key)
);
CREATE INDEX IF NOT EXISTS videoprovider_inbox_waiting ON videoprovider_inbox (consumer_group, lane, state, occurred_at, id);
CREATE INDEX IF NOT EXISTS videoprovider_inbox_finished ON videoprovider_inbox (consumer_group, state, finished_at);

-- Lanes in which deliveries wait: their number, the time of the next claim or the end of the lease, the holder of the lease.
CREATE TABLE IF NOT EXISTS videoprovider_inbox_lane (
    consumer_group VARCHAR(64) NOT NULL,
    lane VARCHAR(200) NOT NULL,
    waiting INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    -- Name and event type of the handler that the next claim must have; empty for any claim
    awaits VARCHAR(265) NOT NULL,
    holder VARCHAR(36),
    PRIMARY KEY (consumer_group, lane)
);
CREATE INDEX IF NOT EXISTS videoprovider_inbox_lane_due ON videoprovider_inbox_lane (consumer_group, awaits, due_at);

-- Handlers of all instances, for each consumer group.
CREATE TABLE IF NOT EXISTS videoprovider_inbox_handler (
    consumer_group VARCHAR(64) NOT NULL,
    name VARCHAR(64) NOT NULL,
    event_type VARCHAR(200) NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (consumer_group, name)
);

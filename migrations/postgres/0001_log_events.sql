-- The head of the log: the one row every append locks. Room on the page keeps its updates in place.
CREATE TABLE log_head (
    log_id      bigint NOT NULL PRIMARY KEY,
    position    bigint NOT NULL,
    hash        bytea NOT NULL,
    epoch       bigint NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 10);
INSERT INTO log_head (log_id, position, hash, epoch, recorded_at)
VALUES (1, 0, decode(repeat('00', 32), 'hex'), 1, 'epoch');

CREATE TABLE events (
    position       bigint NOT NULL PRIMARY KEY,
    event_id       uuid NOT NULL,
    stream_id      uuid NOT NULL,
    version        bigint NOT NULL,
    type           text COLLATE "C" NOT NULL,
    schema_version bigint NOT NULL,
    recorded_at    timestamptz NOT NULL,
    actor          uuid NOT NULL,
    command_id     uuid NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id   uuid,
    payload        bytea NOT NULL,
    hash           bytea NOT NULL
);
CREATE UNIQUE INDEX events_stream ON events (stream_id, version);

CREATE FUNCTION events_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed or deleted';
END $$;
CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events
FOR EACH ROW EXECUTE FUNCTION events_are_final();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_are_final();
-- The program's role owns the table, and an owner may give up its own rights.
REVOKE UPDATE, DELETE, TRUNCATE ON events FROM PUBLIC, CURRENT_USER;

CREATE TABLE commands (
    command_id     uuid NOT NULL PRIMARY KEY,
    fingerprint    bytea NOT NULL,
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL,
    number         bigint
);

CREATE TABLE claims (
    scope text COLLATE "C" NOT NULL,
    name  text COLLATE "C" NOT NULL,
    owner uuid NOT NULL,
    PRIMARY KEY (scope, name)
);

CREATE TABLE counters (
    name  text COLLATE "C" NOT NULL PRIMARY KEY,
    value bigint NOT NULL
);

-- The head of the log: the one row every append locks.
CREATE TABLE log_head (
    log_id      INTEGER NOT NULL PRIMARY KEY,
    position    INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    epoch       INTEGER NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;
INSERT INTO log_head (log_id, position, hash, epoch, recorded_at)
VALUES (1, 0, zeroblob(32), 1, '1970-01-01T00:00:00+00:00');

CREATE TABLE events (
    position       INTEGER NOT NULL PRIMARY KEY,
    event_id       BLOB NOT NULL,
    stream_id      BLOB NOT NULL,
    version        INTEGER NOT NULL,
    type           TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    recorded_at    TEXT NOT NULL,
    actor          BLOB NOT NULL,
    command_id     BLOB NOT NULL,
    correlation_id BLOB NOT NULL,
    causation_id   BLOB,
    payload        BLOB NOT NULL,
    hash           BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_stream ON events (stream_id, version);

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

CREATE TABLE commands (
    command_id     BLOB NOT NULL PRIMARY KEY,
    fingerprint    BLOB NOT NULL,
    first_position INTEGER NOT NULL,
    last_position  INTEGER NOT NULL,
    number         INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
    scope TEXT NOT NULL,
    name  TEXT NOT NULL,
    owner BLOB NOT NULL,
    PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
    name  TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

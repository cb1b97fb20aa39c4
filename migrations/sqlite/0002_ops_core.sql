CREATE TABLE leases (
    name        TEXT NOT NULL PRIMARY KEY,
    owner       BLOB NOT NULL,
    epoch       INTEGER NOT NULL,
    until       INTEGER NOT NULL
) STRICT;

CREATE TABLE ops_checkpoints (
    name        TEXT NOT NULL PRIMARY KEY,
    position    INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    lease_epoch INTEGER NOT NULL
) STRICT;

CREATE TABLE credentials (
    person_id  BLOB NOT NULL PRIMARY KEY,
    phc        TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_hash   BLOB NOT NULL PRIMARY KEY,
    session_id   BLOB NOT NULL,
    person_id    BLOB NOT NULL,
    created_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sessions_id ON sessions (session_id);
CREATE INDEX sessions_person ON sessions (person_id);

-- Links that were used, by the hash of their token: of many at the same instant one gets its row in.
CREATE TABLE used_links (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person_id  BLOB NOT NULL,
    used_at    TEXT NOT NULL
) STRICT;

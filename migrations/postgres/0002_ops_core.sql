CREATE TABLE leases (
    name        text COLLATE "C" NOT NULL PRIMARY KEY,
    owner       uuid NOT NULL,
    epoch       bigint NOT NULL,
    until       bigint NOT NULL
);

CREATE TABLE ops_checkpoints (
    name        text COLLATE "C" NOT NULL PRIMARY KEY,
    position    bigint NOT NULL,
    hash        bytea NOT NULL,
    lease_epoch bigint NOT NULL
);

CREATE TABLE credentials (
    person_id  uuid NOT NULL PRIMARY KEY,
    phc        text NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE sessions (
    token_hash   bytea NOT NULL PRIMARY KEY,
    session_id   uuid NOT NULL,
    person_id    uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE UNIQUE INDEX sessions_id ON sessions (session_id);
CREATE INDEX sessions_person ON sessions (person_id);

-- Links that were used, by the hash of their token: of many at the same instant one gets its row in.
CREATE TABLE used_links (
    token_hash bytea NOT NULL PRIMARY KEY,
    person_id  uuid NOT NULL,
    used_at    timestamptz NOT NULL
);

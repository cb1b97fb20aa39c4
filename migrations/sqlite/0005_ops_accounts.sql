-- What a session was begun with, for its owner to recognise it by.
ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';

-- Tokens of programs that act for somebody. What they may do, and that they were not revoked, is in the log.
CREATE TABLE api_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY,
    token_id   BLOB NOT NULL,
    person_id  BLOB NOT NULL
) STRICT;

-- Second factors: the secret is sealed with a key that is in another database.
CREATE TABLE second_factors (
    person_id  BLOB NOT NULL PRIMARY KEY,
    secret     BLOB NOT NULL,
    confirmed  INTEGER NOT NULL,
    last_step  INTEGER NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    person_id BLOB NOT NULL,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (person_id, code_hash)
) STRICT, WITHOUT ROWID;

-- What people who are not logged in asked for by an address. A row is written for every address alike, known or not,
-- and worked on after the answer; `mail` says what mail came of it, if any. Kept for a day.
CREATE TABLE account_requests (
    request_id  BLOB NOT NULL PRIMARY KEY,
    purpose     TEXT NOT NULL,
    email       TEXT NOT NULL,
    name        TEXT NOT NULL,
    language    TEXT NOT NULL,
    network     TEXT NOT NULL,
    received_at TEXT NOT NULL,
    done        INTEGER NOT NULL DEFAULT 0,
    mail        TEXT
) STRICT;
CREATE INDEX account_requests_email ON account_requests (email, mail, received_at);
CREATE INDEX account_requests_network ON account_requests (network, mail, received_at);
CREATE INDEX account_requests_age ON account_requests (received_at);
CREATE INDEX account_requests_open ON account_requests (received_at, request_id) WHERE done = false;

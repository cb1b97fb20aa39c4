-- What a session was begun with, for its owner to recognise it by.
ALTER TABLE sessions ADD COLUMN user_agent text NOT NULL DEFAULT '';

-- Tokens of programs that act for somebody. What they may do, and that they were not revoked, is in the log.
CREATE TABLE api_tokens (
    token_hash bytea NOT NULL PRIMARY KEY,
    token_id   uuid NOT NULL,
    person_id  uuid NOT NULL
);

-- Second factors: the secret is sealed with a key that is in another database.
CREATE TABLE second_factors (
    person_id  uuid NOT NULL PRIMARY KEY,
    secret     bytea NOT NULL,
    confirmed  boolean NOT NULL,
    last_step  bigint NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE recovery_codes (
    person_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    PRIMARY KEY (person_id, code_hash)
);

-- What people who are not logged in asked for by an address. A row is written for every address alike, known or not,
-- and worked on after the answer; `mail` says what mail came of it, if any. Kept for a day.
CREATE TABLE account_requests (
    request_id  uuid NOT NULL PRIMARY KEY,
    purpose     text NOT NULL,
    email       text COLLATE "C" NOT NULL,
    name        text NOT NULL,
    language    text NOT NULL,
    network     text COLLATE "C" NOT NULL,
    received_at timestamptz NOT NULL,
    done        boolean NOT NULL DEFAULT false,
    mail        text COLLATE "C"
);
CREATE INDEX account_requests_email ON account_requests (email, mail, received_at);
CREATE INDEX account_requests_network ON account_requests (network, mail, received_at);
CREATE INDEX account_requests_age ON account_requests (received_at);
CREATE INDEX account_requests_open ON account_requests (received_at, request_id) WHERE done = false;

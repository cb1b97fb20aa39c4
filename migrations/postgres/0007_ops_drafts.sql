-- What people have begun to write and not sent. Nobody but they themselves reads it; kept for a month.
CREATE TABLE drafts (
    person_id  uuid NOT NULL,
    place      text COLLATE "C" NOT NULL,
    content    text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, place)
);
CREATE INDEX drafts_age ON drafts (updated_at);

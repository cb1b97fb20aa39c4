-- What people have begun to write and not sent. Nobody but they themselves reads it; kept for a month.
CREATE TABLE drafts (
    person_id  BLOB NOT NULL,
    place      TEXT NOT NULL,
    content    TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (person_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_age ON drafts (updated_at);

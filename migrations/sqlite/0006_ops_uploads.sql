-- Files from their upload on. The log decides whether one is attached (the claim `attachment`); `attached` says that it
-- was seen there. A row is written before its file and goes after it, so that the sweep finds what a killed process left.
CREATE TABLE uploads (
    upload_id    BLOB NOT NULL PRIMARY KEY,
    person_id    BLOB NOT NULL,
    name         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size         INTEGER NOT NULL,
    sha256       BLOB NOT NULL,
    state        TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    command_id   BLOB,
    ticket_id    BLOB,
    reserved_at  TEXT,
    attached     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX uploads_person ON uploads (person_id, ticket_id, reserved_at);
CREATE INDEX uploads_ticket ON uploads (ticket_id);
CREATE INDEX uploads_command ON uploads (command_id) WHERE attached = false;
CREATE INDEX uploads_loose ON uploads (created_at) WHERE attached = false;
CREATE INDEX uploads_unscanned ON uploads (created_at) WHERE state IN ('waiting', 'harmful');

-- Files from their upload on. The log decides whether one is attached (the claim `attachment`); `attached` says that it
-- was seen there. A row is written before its file and goes after it, so that the sweep finds what a killed process left.
CREATE TABLE uploads (
    upload_id    uuid NOT NULL PRIMARY KEY,
    person_id    uuid NOT NULL,
    name         text NOT NULL,
    content_type text NOT NULL,
    size         bigint NOT NULL,
    sha256       bytea NOT NULL,
    state        text COLLATE "C" NOT NULL,
    created_at   timestamptz NOT NULL,
    command_id   uuid,
    ticket_id    uuid,
    reserved_at  timestamptz,
    attached     boolean NOT NULL DEFAULT false
);
CREATE INDEX uploads_person ON uploads (person_id, ticket_id, reserved_at);
CREATE INDEX uploads_ticket ON uploads (ticket_id);
CREATE INDEX uploads_command ON uploads (command_id) WHERE attached = false;
CREATE INDEX uploads_loose ON uploads (created_at) WHERE attached = false;
CREATE INDEX uploads_unscanned ON uploads (created_at) WHERE state IN ('waiting', 'harmful');

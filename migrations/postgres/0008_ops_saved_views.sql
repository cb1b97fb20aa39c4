-- Lists that people come back to: the parameters of a list under a name. A preference, not an act on a ticket.
CREATE TABLE saved_views (
    person_id   uuid NOT NULL,
    view_id     uuid NOT NULL,
    name        text COLLATE "C" NOT NULL,
    query       text NOT NULL,
    fingerprint bytea NOT NULL,
    PRIMARY KEY (person_id, view_id)
);

-- Lists that people come back to: the parameters of a list under a name. A preference, not an act on a ticket.
CREATE TABLE saved_views (
    person_id   BLOB NOT NULL,
    view_id     BLOB NOT NULL,
    name        TEXT NOT NULL,
    query       TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    PRIMARY KEY (person_id, view_id)
) STRICT, WITHOUT ROWID;

-- The ledger of mails, sent and not sent, and the outbox in one: a row that has a `due_at` (microseconds
-- since 1970, by the notifier's clock) is still to be sent. `lease_until` is by the database's clock.
CREATE TABLE notifications (
    id           INTEGER NOT NULL PRIMARY KEY,
    command_id   BLOB NOT NULL,
    recipient    BLOB NOT NULL,
    template     TEXT NOT NULL,
    position     INTEGER NOT NULL,
    ticket_id    BLOB,
    decision     TEXT NOT NULL,
    reason       TEXT NOT NULL,
    decided_at   TEXT NOT NULL,
    state        TEXT NOT NULL,
    message_id   TEXT,
    due_at       INTEGER,
    attempts     INTEGER NOT NULL,
    lost_answers INTEGER NOT NULL,
    token        BLOB,
    lease_until  INTEGER,
    outcome      TEXT,
    last_error   TEXT,
    finished_at  TEXT
) STRICT;
CREATE UNIQUE INDEX notifications_once ON notifications (command_id, recipient, template);
CREATE INDEX notifications_ticket ON notifications (ticket_id, id);
CREATE INDEX notifications_due ON notifications (due_at, id) WHERE due_at IS NOT NULL;
-- What is still to be sent to one person about one ticket, in order.
CREATE INDEX notifications_open ON notifications (recipient, ticket_id, id) WHERE due_at IS NOT NULL;
CREATE INDEX notifications_dead ON notifications (id) WHERE state = 'dead';

-- Active agents and administrators, as of the notifier's checkpoint: who is told of what nobody has taken yet.
CREATE TABLE notifier_support (
    person_id BLOB NOT NULL PRIMARY KEY,
    role      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

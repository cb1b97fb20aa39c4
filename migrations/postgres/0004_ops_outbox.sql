-- The ledger of mails, sent and not sent, and the outbox in one: a row that has a `due_at` (microseconds
-- since 1970, by the notifier's clock) is still to be sent. `lease_until` is by the database's clock.
CREATE TABLE notifications (
    id           bigint NOT NULL PRIMARY KEY,
    command_id   uuid NOT NULL,
    recipient    uuid NOT NULL,
    template     text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,
    ticket_id    uuid,
    decision     text COLLATE "C" NOT NULL,
    reason       text COLLATE "C" NOT NULL,
    decided_at   timestamptz NOT NULL,
    state        text COLLATE "C" NOT NULL,
    message_id   text,
    due_at       bigint,
    attempts     bigint NOT NULL,
    lost_answers bigint NOT NULL,
    token        uuid,
    lease_until  bigint,
    outcome      text COLLATE "C",
    last_error   text,
    finished_at  timestamptz
);
CREATE UNIQUE INDEX notifications_once ON notifications (command_id, recipient, template);
CREATE INDEX notifications_ticket ON notifications (ticket_id, id);
CREATE INDEX notifications_due ON notifications (due_at, id) WHERE due_at IS NOT NULL;
-- What is still to be sent to one person about one ticket, in order.
CREATE INDEX notifications_open ON notifications (recipient, ticket_id, id) WHERE due_at IS NOT NULL;
CREATE INDEX notifications_dead ON notifications (id) WHERE state = 'dead';

-- Active agents and administrators, as of the notifier's checkpoint: who is told of what nobody has taken yet.
CREATE TABLE notifier_support (
    person_id uuid NOT NULL PRIMARY KEY,
    role      text COLLATE "C" NOT NULL
);

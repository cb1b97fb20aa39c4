-- Secrets of this installation: the key that one-time links are derived from.
CREATE TABLE site_keys (
    purpose text COLLATE "C" NOT NULL PRIMARY KEY,
    key     bytea NOT NULL
);

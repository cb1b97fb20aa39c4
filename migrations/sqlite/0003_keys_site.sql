-- Secrets of this installation: the key that one-time links are derived from.
CREATE TABLE site_keys (
    purpose TEXT NOT NULL PRIMARY KEY,
    key     BLOB NOT NULL
) STRICT;

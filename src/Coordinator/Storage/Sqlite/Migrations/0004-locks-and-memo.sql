-- Requests for locks that hold or wait; ordinal -1: the workflow itself.
CREATE TABLE locks (
    workflow BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (workflow, ordinal)
) WITHOUT ROWID;

-- The memoization cache: outputs of nodes that succeeded.
CREATE TABLE memo (
    namespace TEXT NOT NULL,
    cache TEXT NOT NULL,
    key TEXT NOT NULL,
    node_id TEXT NOT NULL,
    outputs BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (namespace, cache, key)
) WITHOUT ROWID;
CREATE INDEX memo_by_expiry ON memo (expires_at);

-- Requests for locks that hold or wait; ordinal -1: the workflow itself.
CREATE TABLE locks (
    workflow uuid NOT NULL,
    ordinal integer NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (workflow, ordinal)
);

-- The memoization cache: outputs of nodes that succeeded.
CREATE TABLE memo (
    namespace text NOT NULL,
    cache text NOT NULL,
    key text NOT NULL,
    node_id text NOT NULL,
    outputs bytea NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (namespace, cache, key)
);
CREATE INDEX memo_by_expiry ON memo (expires_at);

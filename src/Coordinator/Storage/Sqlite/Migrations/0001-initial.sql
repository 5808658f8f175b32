-- Moments are .NET UTC ticks (100 ns), exact in both dialects. Uids are 16 bytes in the order they are written in.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- 'version': the one counter of resourceVersions. 'epoch': never used twice, whatever the scope. 'purged': highest version of a tombstone that was cleared away.
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('version', 0), ('epoch', 0), ('purged', 0);

CREATE TABLE leaders (
    scope TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    owner TEXT NOT NULL,
    lease_until INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    last_session INTEGER NOT NULL
) WITHOUT ROWID;

-- The narrow summary that lists read; the engine's state is its last column, so that a scan never touches it.
CREATE TABLE workflows (
    uid BLOB NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    phase TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    message TEXT,
    progress TEXT NOT NULL,
    labels TEXT NOT NULL,
    suspended INTEGER NOT NULL,
    event_sequence INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE UNIQUE INDEX workflows_by_name ON workflows (namespace, name);
CREATE UNIQUE INDEX workflows_by_version ON workflows (version);
CREATE INDEX workflows_by_start ON workflows (coalesce(started_at, created_at) DESC, uid);
CREATE INDEX workflows_by_creation ON workflows (namespace, created_at);
CREATE INDEX workflows_open ON workflows (scope) WHERE finished_at IS NULL;

-- Written once; stays for the tombstone.
CREATE TABLE manifests (uid BLOB NOT NULL PRIMARY KEY, manifest BLOB NOT NULL);

-- Kept by the triggers below from workflows.labels.
CREATE TABLE workflow_labels (
    workflow BLOB NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (workflow, key)
) WITHOUT ROWID;
CREATE INDEX workflow_labels_by_value ON workflow_labels (key, value, workflow);

CREATE TRIGGER workflows_labels_insert AFTER INSERT ON workflows BEGIN
    INSERT INTO workflow_labels (workflow, key, value) SELECT new.uid, j.key, j.value FROM json_each(new.labels) AS j;
END;
CREATE TRIGGER workflows_labels_update AFTER UPDATE OF labels ON workflows WHEN old.labels <> new.labels BEGIN
    DELETE FROM workflow_labels WHERE workflow = old.uid;
    INSERT INTO workflow_labels (workflow, key, value) SELECT new.uid, j.key, j.value FROM json_each(new.labels) AS j;
END;
CREATE TRIGGER workflows_labels_delete AFTER DELETE ON workflows BEGIN
    DELETE FROM workflow_labels WHERE workflow = old.uid;
END;

CREATE TABLE tombstones (
    uid BLOB NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    phase TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    message TEXT,
    progress TEXT NOT NULL,
    labels TEXT NOT NULL,
    suspended INTEGER NOT NULL,
    deleted_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX tombstones_by_version ON tombstones (version);

-- dispatch .. task_body: the dispatch protocol's columns; request: the engine's order while the node is Ready or assigned.
CREATE TABLE nodes (
    workflow BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    phase TEXT NOT NULL,
    type TEXT NOT NULL,
    boundary INTEGER NOT NULL,
    name TEXT NOT NULL,
    dispatch INTEGER NOT NULL,
    task_state INTEGER NOT NULL,
    task_body BLOB,
    request BLOB,
    body BLOB NOT NULL,
    PRIMARY KEY (workflow, ordinal)
) WITHOUT ROWID;
CREATE INDEX live_tasks ON nodes (workflow, ordinal) WHERE task_state <> 0;

-- Deleted workflows whose node rows are still being cleared away, a few thousand per commit.
CREATE TABLE garbage (workflow BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE timers (
    workflow BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (workflow, ordinal, kind)
) WITHOUT ROWID;

CREATE TABLE outbox (
    scope TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    message_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    destination TEXT NOT NULL,
    order_key TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (scope, sequence)
) WITHOUT ROWID;

CREATE TABLE sessions (
    session INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    worker_id TEXT NOT NULL,
    state INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX sessions_by_scope ON sessions (scope);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    workflow BLOB,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_by_workflow ON audit (workflow, id);

CREATE TABLE idempotency_keys (key TEXT PRIMARY KEY, workflow BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_workflow ON idempotency_keys (workflow);

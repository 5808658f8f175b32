-- Moments are .NET UTC ticks (100 ns), exact in both dialects.

CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);

-- 'version': the one counter of resourceVersions. 'epoch': never used twice, whatever the scope. 'purged': highest version of a tombstone that was cleared away.
CREATE TABLE counters (name text PRIMARY KEY, value bigint NOT NULL);
INSERT INTO counters (name, value) VALUES ('version', 0), ('epoch', 0), ('purged', 0);

CREATE TABLE leaders (
    scope text PRIMARY KEY,
    epoch bigint NOT NULL,
    owner text NOT NULL,
    lease_until bigint NOT NULL,
    last_sequence bigint NOT NULL,
    last_session bigint NOT NULL
);

-- The narrow summary that lists read; the engine's state is its last column, so that a scan never touches it.
CREATE TABLE workflows (
    uid uuid NOT NULL PRIMARY KEY,
    scope text NOT NULL,
    namespace text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    phase text NOT NULL,
    created_at bigint NOT NULL,
    started_at bigint,
    finished_at bigint,
    message text,
    progress text NOT NULL,
    labels text NOT NULL,
    suspended integer NOT NULL,
    event_sequence bigint NOT NULL,
    body bytea NOT NULL
);
CREATE UNIQUE INDEX workflows_by_name ON workflows (namespace, name);
CREATE UNIQUE INDEX workflows_by_version ON workflows (version);
CREATE INDEX workflows_by_start ON workflows (coalesce(started_at, created_at) DESC, uid);
CREATE INDEX workflows_by_creation ON workflows (namespace, created_at);
CREATE INDEX workflows_open ON workflows (scope) WHERE finished_at IS NULL;

-- Written once; stays for the tombstone.
CREATE TABLE manifests (uid uuid NOT NULL PRIMARY KEY, manifest bytea NOT NULL);

-- Kept by the triggers below from workflows.labels.
CREATE TABLE workflow_labels (
    workflow uuid NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (workflow, key)
);
CREATE INDEX workflow_labels_by_value ON workflow_labels (key, value, workflow);

CREATE FUNCTION keep_workflow_labels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM workflow_labels WHERE workflow = OLD.uid;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO workflow_labels (workflow, key, value) SELECT NEW.uid, l.key, l.value FROM json_each_text(NEW.labels::json) AS l;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER workflows_labels_insert AFTER INSERT ON workflows FOR EACH ROW WHEN (NEW.labels <> '{}') EXECUTE FUNCTION keep_workflow_labels();
CREATE TRIGGER workflows_labels_update AFTER UPDATE OF labels ON workflows FOR EACH ROW WHEN (OLD.labels <> NEW.labels) EXECUTE FUNCTION keep_workflow_labels();
CREATE TRIGGER workflows_labels_delete AFTER DELETE ON workflows FOR EACH ROW EXECUTE FUNCTION keep_workflow_labels();

CREATE TABLE tombstones (
    uid uuid NOT NULL PRIMARY KEY,
    scope text NOT NULL,
    namespace text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    phase text NOT NULL,
    created_at bigint NOT NULL,
    started_at bigint,
    finished_at bigint,
    message text,
    progress text NOT NULL,
    labels text NOT NULL,
    suspended integer NOT NULL,
    deleted_at bigint NOT NULL
);
CREATE UNIQUE INDEX tombstones_by_version ON tombstones (version);

-- dispatch .. task_body: the dispatch protocol's columns; request: the engine's order while the node is Ready or assigned.
CREATE TABLE nodes (
    workflow uuid NOT NULL,
    ordinal integer NOT NULL,
    phase text NOT NULL,
    type text NOT NULL,
    boundary integer NOT NULL,
    name text NOT NULL,
    dispatch integer NOT NULL,
    task_state integer NOT NULL,
    task_body bytea,
    request bytea,
    body bytea NOT NULL,
    PRIMARY KEY (workflow, ordinal)
);
CREATE INDEX live_tasks ON nodes (workflow, ordinal) WHERE task_state <> 0;

-- Deleted workflows whose node rows are still being cleared away, a few thousand per commit.
CREATE TABLE garbage (workflow uuid NOT NULL PRIMARY KEY);

CREATE TABLE timers (
    workflow uuid NOT NULL,
    ordinal integer NOT NULL,
    kind integer NOT NULL,
    due bigint NOT NULL,
    PRIMARY KEY (workflow, ordinal, kind)
);

CREATE TABLE outbox (
    scope text NOT NULL,
    sequence bigint NOT NULL,
    message_id uuid NOT NULL,
    kind text NOT NULL,
    destination text NOT NULL,
    order_key text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (scope, sequence)
);

CREATE TABLE sessions (
    session bigint PRIMARY KEY,
    scope text NOT NULL,
    worker_id text NOT NULL,
    state integer NOT NULL,
    body bytea NOT NULL
);
CREATE INDEX sessions_by_scope ON sessions (scope);

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workflow uuid,
    at bigint NOT NULL,
    kind text NOT NULL,
    detail text NOT NULL
);
CREATE INDEX audit_by_workflow ON audit (workflow, id);

CREATE TABLE idempotency_keys (key text PRIMARY KEY, workflow uuid NOT NULL);
CREATE INDEX idempotency_keys_by_workflow ON idempotency_keys (workflow);

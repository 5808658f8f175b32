-- What stands beside workflows: WorkflowTemplate, ClusterWorkflowTemplate, ConfigMap and whatever kind follows. A deleted one stays as its own tombstone for a while.
CREATE TABLE resources (
    uid BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,
    manifest BLOB NOT NULL
);
CREATE UNIQUE INDEX resources_by_name ON resources (kind, namespace, name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX resources_by_version ON resources (version);

-- What stands beside workflows: WorkflowTemplate, ClusterWorkflowTemplate, ConfigMap and whatever kind follows. A deleted one stays as its own tombstone for a while.
CREATE TABLE resources (
    uid uuid NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    namespace text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    generation bigint NOT NULL,
    created_at bigint NOT NULL,
    deleted_at bigint,
    manifest bytea NOT NULL
);
CREATE UNIQUE INDEX resources_by_name ON resources (kind, namespace, name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX resources_by_version ON resources (version);

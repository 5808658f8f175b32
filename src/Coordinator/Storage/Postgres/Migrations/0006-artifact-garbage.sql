-- Artifacts that are to be deleted. Rows stay until that is done, also when their workflow is gone.
CREATE TABLE artifact_garbage (
    id uuid NOT NULL PRIMARY KEY,
    workflow uuid NOT NULL,
    artifacts text NOT NULL
);
CREATE INDEX artifact_garbage_by_workflow ON artifact_garbage (workflow);

-- Artifacts that are to be deleted. Rows stay until that is done, also when their workflow is gone.
CREATE TABLE artifact_garbage (
    id BLOB NOT NULL PRIMARY KEY,
    workflow BLOB NOT NULL,
    artifacts TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX artifact_garbage_by_workflow ON artifact_garbage (workflow);

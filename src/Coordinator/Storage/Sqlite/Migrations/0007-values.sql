-- Large texts of workflows, each stored once; node rows name them by their digest.
CREATE TABLE workflow_values (
    workflow BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (workflow, sha256)
);

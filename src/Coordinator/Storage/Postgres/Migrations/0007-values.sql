-- Large texts of workflows, each stored once; node rows name them by their digest.
CREATE TABLE workflow_values (
    workflow uuid NOT NULL,
    sha256 text NOT NULL,
    number integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (workflow, sha256)
);

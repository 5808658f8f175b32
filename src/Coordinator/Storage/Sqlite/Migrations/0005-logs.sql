-- Which streams of log a dispatch that has ended has left, and how long they are; the logs are files.
CREATE TABLE logs (
    workflow BLOB NOT NULL,
    ordinal INTEGER NOT NULL,
    dispatch INTEGER NOT NULL,
    streams TEXT NOT NULL,
    PRIMARY KEY (workflow, ordinal, dispatch)
) WITHOUT ROWID;

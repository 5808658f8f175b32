-- Which streams of log a dispatch that has ended has left, and how long they are; the logs are files.
CREATE TABLE logs (
    workflow uuid NOT NULL,
    ordinal integer NOT NULL,
    dispatch integer NOT NULL,
    streams text NOT NULL,
    PRIMARY KEY (workflow, ordinal, dispatch)
);

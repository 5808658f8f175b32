-- The version a workflow was created with: tells a watch whether it is new or only changed.
ALTER TABLE workflows ADD COLUMN created_version INTEGER NOT NULL DEFAULT 0;

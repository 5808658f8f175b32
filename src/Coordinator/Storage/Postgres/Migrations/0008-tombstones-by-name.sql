-- Who has had a name: its keys of artifacts may be made of it.
CREATE INDEX tombstones_by_name ON tombstones (namespace, name);

namespace Fleet.Coordinator.Storage.Postgres;

/// <summary>The statements of a commit.</summary>
internal static class PostgresSql
{
    public const string Fence =
        "UPDATE leaders SET last_sequence = greatest(last_sequence, $3), last_session = greatest(last_session, $4) WHERE scope = $1 AND epoch = $2";

    /// <summary>Its row lock is what gives versions in the order of commits: whoever reads a version has everything below it.</summary>
    public const string Versions = "UPDATE counters SET value = value + $1 WHERE name = 'version' RETURNING value";

    /// <summary>Rows that would break a rule are left out, and missing in the answer: so the batch goes on, and the fault can be named.</summary>
    public const string InsertWorkflows =
        """
        INSERT INTO workflows (uid, scope, namespace, name, version, phase, created_at, started_at, finished_at, message, progress, labels, suspended, event_sequence, body, created_version)
        SELECT u.uid, $2, u.namespace, u.name, c.value - $1 + 1 + u.number, u.phase, u.created_at, u.started_at, u.finished_at, u.message, u.progress, u.labels, u.suspended,
            u.event_sequence, u.body, c.value - $1 + 1 + u.number
        FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            AS u (uid, number, namespace, name, phase, created_at, started_at, finished_at, message, progress, labels, suspended, event_sequence, body),
            counters c
        WHERE c.name = 'version'
        ON CONFLICT DO NOTHING
        RETURNING uid
        """;

    public const string InsertManifests = "INSERT INTO manifests (uid, manifest) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING";

    public const string UpdateWorkflows =
        """
        UPDATE workflows w SET version = c.value - $1 + 1 + u.number, phase = u.phase, started_at = u.started_at, finished_at = u.finished_at, message = u.message,
            progress = u.progress, labels = u.labels, suspended = u.suspended, event_sequence = u.event_sequence, body = u.body
        FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            AS u (uid, number, phase, started_at, finished_at, message, progress, labels, suspended, event_sequence, body),
            counters c
        WHERE w.uid = u.uid AND w.scope = $2 AND c.name = 'version'
        """;

    public const string UpsertNodes =
        """
        INSERT INTO nodes (workflow, ordinal, phase, type, boundary, name, dispatch, task_state, task_body, request, body)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (workflow, ordinal) DO UPDATE SET phase = excluded.phase, type = excluded.type, boundary = excluded.boundary, name = excluded.name,
            dispatch = excluded.dispatch, task_state = excluded.task_state, task_body = excluded.task_body, request = excluded.request, body = excluded.body
        """;

    public const string ClearTimers =
        "DELETE FROM timers t USING unnest($1, $2, $3) AS u (workflow, ordinal, kind) WHERE t.workflow = u.workflow AND t.ordinal = u.ordinal AND t.kind = u.kind";

    public const string SetTimers =
        """
        INSERT INTO timers (workflow, ordinal, kind, due) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (workflow, ordinal, kind) DO UPDATE SET due = excluded.due
        """;

    public const string ReleaseLocks =
        "DELETE FROM locks l USING unnest($1, $2) AS u (workflow, ordinal) WHERE l.workflow = u.workflow AND l.ordinal = u.ordinal";

    public const string UpsertLocks =
        "INSERT INTO locks (workflow, ordinal, body) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (workflow, ordinal) DO UPDATE SET body = excluded.body";

    public const string UpsertLogs =
        """
        INSERT INTO logs (workflow, ordinal, dispatch, streams) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (workflow, ordinal, dispatch) DO UPDATE SET streams = excluded.streams
        """;

    public const string DeleteGarbage = "DELETE FROM artifact_garbage WHERE id = ANY ($1)";

    public const string InsertGarbage = "INSERT INTO artifact_garbage (id, workflow, artifacts) SELECT * FROM unnest($1, $2, $3)";

    public const string DeleteOutbox = "DELETE FROM outbox WHERE scope = $1 AND sequence = ANY ($2)";

    public const string InsertOutbox =
        "INSERT INTO outbox (scope, sequence, message_id, kind, destination, order_key, body) SELECT $1, u.* FROM unnest($2, $3, $4, $5, $6, $7) AS u";

    public const string DeleteSessions = "DELETE FROM sessions WHERE scope = $1 AND session = ANY ($2)";

    public const string UpsertSessions =
        """
        INSERT INTO sessions (scope, session, worker_id, state, body) SELECT $1, u.* FROM unnest($2, $3, $4, $5) AS u
        ON CONFLICT (session) DO UPDATE SET scope = excluded.scope, worker_id = excluded.worker_id, state = excluded.state, body = excluded.body
        """;

    public const string InsertAudit =
        """
        INSERT INTO audit (workflow, at, kind, detail)
        SELECT u.workflow, u.at, u.kind, u.detail FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS u (workflow, at, kind, detail, number) ORDER BY u.number
        """;

    public const string InsertKeys =
        """
        INSERT INTO idempotency_keys (key, workflow) SELECT * FROM unnest($1, $2)
        ON CONFLICT (key) DO UPDATE SET workflow = excluded.workflow WHERE idempotency_keys.workflow = excluded.workflow
        """;
}

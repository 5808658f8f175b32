namespace Fleet.Coordinator.Storage;

/// <summary>What is known of the logs of a dispatch that has ended: all of it was confirmed by the queue before the end was told. The logs themselves are files.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Ordinal">The node.</param>
/// <param name="Dispatch">The dispatch.</param>
/// <param name="StreamsJson">Bytes per stream as a JSON object: <c>{"main/stdout": 120}</c>. A stream without output is left out.</param>
public sealed record LogRow(Guid Workflow, int Ordinal, int Dispatch, string StreamsJson);

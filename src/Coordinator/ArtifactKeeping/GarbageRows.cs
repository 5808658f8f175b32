using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Artifacts.Values;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>Artifacts that are to be deleted, as rows of the store.</summary>
public static class GarbageRows
{
    // So that no row is large, and what is done is noted now and then. A row is of one store: none waits for another one.
    private const int PerRow = 500;

    // A worker that hears of the delete stops at once; one that is cut off, when its lease is out.
    private static readonly TimeSpan WorkersStop = TimeSpan.FromMinutes(1);

    /// <summary>Rows for artifacts of a workflow.</summary>
    /// <param name="workflow">Uid of the workflow.</param>
    /// <param name="owner">Its names.</param>
    /// <param name="repository">Where its artifacts are that say a key only; null: in the Fleet's own store.</param>
    /// <param name="secrets">The Secrets of the workflow.</param>
    /// <param name="artifacts">The artifacts.</param>
    /// <param name="now">Now.</param>
    public static IEnumerable<ArtifactGarbageRow> Of(Guid workflow, WorkflowNames owner, string? repository, PlaceSecrets secrets, IReadOnlyList<ArtifactGarbage> artifacts, DateTimeOffset now) =>
        artifacts.Select(artifact => WithSecrets(Placed(artifact, repository), secrets) with { NotBefore = artifact.MayCome ? now + WorkersStop : null })
            .Select(artifact => artifact.Key?.Contains(workflow.ToString("D"), StringComparison.Ordinal) == true ? artifact : artifact with { Owner = owner })
            .GroupBy(artifact => (artifact.Place, artifact.NotBefore)).SelectMany(group => group.Chunk(PerRow))
            .Select(some => new ArtifactGarbageRow(Guid.CreateVersion7(now), workflow, JsonSerializer.Serialize(some)));

    /// <summary>What the large values of a deleted workflow have left in the Fleet's own store, which is where they pass through; none where it has none. Of one that had not ended, more may come.</summary>
    /// <param name="workflow">The workflow, as it is stored.</param>
    /// <param name="now">Now.</param>
    public static IEnumerable<ArtifactGarbageRow> OfValues(WorkflowRecord workflow, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var runs = workflow.FinishedAt is null;
        KeptArtifact[] folder = [new KeptArtifact(-1, """{"name":"values","archive":{"none":{}}}""", null, ValueStore.FolderOf(workflow.Uid), NotBefore: runs ? now + WorkersStop : null)];
        return workflow.Values.Count == 0 && !runs ? [] : [new ArtifactGarbageRow(Guid.CreateVersion7(now), workflow.Uid, JsonSerializer.Serialize(folder))];
    }

    /// <summary>Rows for artifacts of a workflow that has ended, or is deleted.</summary>
    internal static IEnumerable<ArtifactGarbageRow> Of(WorkflowUnit unit, bool deleted, DateTimeOffset now) => unit.Machine.Garbage(deleted) is { Count: > 0 } garbage
        ? Of(unit.Uid, new WorkflowNames(unit.Machine.Scope.Namespace, unit.Machine.Scope.Name), unit.Machine.Scope.Repository.Location, PlaceSecrets.Of(unit.Machine.Scope.Namespace, unit.Machine.Manifest), garbage, now)
        : [];

    /// <summary>The artifacts of a row.</summary>
    public static IReadOnlyList<KeptArtifact> Read(ArtifactGarbageRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return JsonSerializer.Deserialize<KeptArtifact[]>(row.ArtifactsJson)!;
    }

    /// <summary>When a row was written, by its id (RFC 9562, section 5.7: the first 48 bits are milliseconds).</summary>
    public static DateTimeOffset WrittenAt(ArtifactGarbageRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        Span<byte> id = stackalloc byte[16];
        row.Id.TryWriteBytes(id, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(id) >> 16));
    }

    // The workflow, and what came with it, may be gone when its artifacts go.
    private static KeptArtifact WithSecrets(KeptArtifact artifact, PlaceSecrets secrets) => SecretSelectors.Of(artifact.Place).Count == 0 ? artifact : artifact with { Secrets = secrets.For(artifact.Place) };

    private static KeptArtifact Placed(ArtifactGarbage garbage, string? repository)
    {
        var json = JsonNode.Parse(garbage.Artifact)!.AsObject();
        if (ArtifactLocation.KeyOf(json) is { } key)
            return new KeptArtifact(garbage.Ordinal, garbage.Artifact, repository, key);
        var elsewhere = ArtifactLocation.Split(json);
        return new KeptArtifact(garbage.Ordinal, garbage.Artifact, elsewhere?.Location, elsewhere?.Key);
    }
}

using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>Artifacts that were to be deleted are gone.</summary>
/// <param name="row">The note of them, which goes with the commit.</param>
/// <param name="gone">Those that could be deleted.</param>
internal sealed class GarbageInput(ArtifactGarbageRow row, IReadOnlyList<ArtifactGarbage> gone) : RunInput
{
    private readonly TaskCompletionSource _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Id of the note.</summary>
    public Guid Row => row.Id;

    /// <summary>It is committed.</summary>
    public Task Noted => _noted.Task;

    public override async ValueTask DecideAsync(Group group)
    {
        group.GarbageCollected.Add(row.Id);
        // Of a deleted workflow nobody asks any more.
        if (gone.Count > 0) await group.DecideAsync(row.Workflow, new ArtifactsDeleted(gone)).ConfigureAwait(false);
    }

    public override void Committed(GroupResult result) => _noted.TrySetResult();

    public override void Failed(Exception error) => _noted.TrySetException(error);
}

using Fleet.Artifacts;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>The Fleet's own artifact store as this worker has it: the one that it was given, else that of its coordinator, whose address comes with the welcome.</summary>
/// <param name="given">The one that it was given; null: none.</param>
/// <param name="open">Opens the store that a coordinator offers at an address; null: none is taken.</param>
internal sealed class OwnStore(IArtifactStore? given, Func<Uri, IArtifactStore>? open = null)
{
    private string? _address;
    private IArtifactStore? _offered;

    /// <summary>The store; null: there is none, or none yet.</summary>
    public IArtifactStore? Current => given ?? Volatile.Read(ref _offered);

    /// <summary>A coordinator has welcomed the worker. One without an address of HTTP changes nothing: the token goes there, as far as who may publish to the broker is trusted, which may give tasks, too.</summary>
    public void Welcomed(WorkerWelcome? welcome)
    {
        if (given is not null || open is null || welcome?.Api is not { } address || address == _address || !Uri.TryCreate(address, UriKind.Absolute, out var at) || at.Scheme is not ("http" or "https"))
            return;
        _address = address;
        // What is let go of may be in use: it ends with its last connection.
        Volatile.Write(ref _offered, open(at));
    }
}

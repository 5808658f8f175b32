using Fleet.Client;

namespace Fleet.Conformance.Tests.Running;

/// <summary>A workflow to run.</summary>
/// <param name="Namespace">Where.</param>
/// <param name="Manifest">Its YAML.</param>
internal sealed record RunRequest(string Namespace, string Manifest)
{
    /// <summary>Parameters that replace the manifest's (<c>-p</c>).</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What users do while it runs; it is waited for.</summary>
    public Func<IFleetApi, string, CancellationToken, Task> Act { get; init; } = (_, _, _) => Task.CompletedTask;
}

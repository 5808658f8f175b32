using Fleet.Client;
using Fleet.Conformance.Tests.Running;
using Fleet.Coordinator.Resources;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>One run of an example and what its line says of it, in code.</summary>
/// <param name="File">The line, without <c>examples/</c> and <c>.yaml</c>.</param>
/// <param name="Check">Asserts what the line does beside the phase.</param>
internal sealed record ExampleCheck(string File, Action<ExampleRun> Check)
{
    /// <summary>The line's file.</summary>
    public string Line => $"examples/{File}.yaml";

    /// <summary>Parameters that the line changes (<c>-p</c>).</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Phase that it ends in where the line names another, since somebody acts on it; null: the line's.</summary>
    public string? Phase { get; init; }

    /// <summary>What the file takes from the network, replaced: its text, and the address of a server on this machine.</summary>
    public Func<string, string, string> Backing { get; init; } = (text, _) => text;

    /// <summary>Objects that are there before anything runs.</summary>
    public IReadOnlyList<ResourceChange> Needs { get; init; } = [];

    /// <summary>Texts of templates and ConfigMaps that are stored before any example runs.</summary>
    public Func<IReadOnlyList<string>> Stored { get; init; } = () => [];

    /// <summary>What users do while it runs; it is waited for.</summary>
    public Func<IFleetApi, string, CancellationToken, Task> Act { get; init; } = (_, _, _) => Task.CompletedTask;

    /// <summary>It takes long by its own sleeps: started at once with the other long ones, so that they overlap.</summary>
    public bool Long { get; init; }

    /// <summary>The file leaves its containers so little time that it is run after the short ones, when the machine is quiet.</summary>
    public bool Quiet { get; init; }

    /// <summary>The machine was too slow for the file's own limits, so that the run shows nothing: it is run again, twice at most and when the machine is quiet.</summary>
    public Func<ExampleRun, bool> TooSlow { get; init; } = _ => false;

    /// <summary>When it may begin.</summary>
    public Pace Pace => Quiet ? Pace.Quiet : Long ? Pace.Long : Pace.Short;

    /// <summary>Names the run in the tests' output.</summary>
    public string Title => Parameters.Count == 0 ? File : $"{File} -p {string.Join(" -p ", Parameters.Select(pair => $"{pair.Key}={pair.Value}"))}";
}

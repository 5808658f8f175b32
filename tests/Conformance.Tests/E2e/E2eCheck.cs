using Fleet.Client;
using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;

namespace Fleet.Conformance.Tests.E2e;

/// <summary>The workflows of a line, run at once, and what the line says of them, in code.</summary>
/// <param name="Id">The line.</param>
/// <param name="Check">Asserts what the line does beside the phases; its workflows in order.</param>
internal sealed record E2eCheck(string Id, Action<IReadOnlyList<ExampleRun>> Check)
{
    /// <summary>A check of a line with one workflow.</summary>
    public static E2eCheck Of(string id, Action<ExampleRun> check) => new(id, runs => check(Assert.Single(runs)));

    /// <summary>When it may begin.</summary>
    public Pace Pace { get; init; } = Pace.Short;

    /// <summary>The machine was too slow for the line's own limits, so that the run shows nothing: it is run again, twice at most and when the machine is quiet.</summary>
    public Func<ExampleRun, bool> TooSlow { get; init; } = _ => false;

    /// <summary>Phase that it ends in where the line names another, since somebody acts on it; null: the line's.</summary>
    public string? Phase { get; init; }

    /// <summary>What the manifests take from the network, replaced: the text, and the address of a server on this machine.</summary>
    public Func<string, string, string> Backing { get; init; } = (text, _) => text;

    /// <summary>Objects that are there before its workflows, beside the line's own templates: their YAML.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>More of them, which are known only when it is run: with the address of the server on this machine.</summary>
    public Func<string, IReadOnlyList<string>> NeedsMade { get; init; } = _ => [];

    /// <summary>Limits of semaphores in the database.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();

    /// <summary>The workflow that Argo's test makes in code; null: the line has its workflows.</summary>
    public string? Made { get; init; }

    /// <summary>What users do while it runs: the API, the namespace and the workflow's name; it is waited for.</summary>
    public Func<IFleetApi, string, string, CancellationToken, Task> Act { get; init; } = (_, _, _, _) => Task.CompletedTask;
}

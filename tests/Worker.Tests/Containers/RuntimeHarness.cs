using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers;

/// <summary>What a container of the compliance suite does. Each runtime says it in its own way: a shell script, or annotations.</summary>
public sealed record Behaviour
{
    public int ExitCode { get; init; }

    /// <summary>It runs until it is stopped.</summary>
    public bool Endless { get; init; }

    public string Stdout { get; init; } = "";

    public string Stderr { get; init; } = "";

    /// <summary>Files that it writes, by path.</summary>
    public IReadOnlyDictionary<string, string> Writes { get; init; } = new Dictionary<string, string>();
}

/// <summary>An implementation of <see cref="IContainerRuntime"/> under the compliance suite.</summary>
public abstract class RuntimeHarness
{
    /// <summary>A runtime that is ready; skips the test where it cannot be had.</summary>
    public abstract Task<IContainerRuntime> StartAsync(CancellationToken cancellationToken);

    /// <summary>A pod of one container, <c>main</c>, that behaves so.</summary>
    public abstract PodWork Pod(Behaviour behaviour);

    /// <summary>A container that can never be made ready: its image is not there.</summary>
    public abstract PodWork WithoutImage();

    /// <summary>Files survive in an ended container, with their mode. False: this runtime has no file system.</summary>
    public virtual bool HasFiles => true;
}

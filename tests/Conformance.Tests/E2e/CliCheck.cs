using Fleet.Conformance.Tests.Running;

namespace Fleet.Conformance.Tests.E2e;

/// <summary>The commands of a line, and what the line says of their output, in code.</summary>
/// <param name="Id">The line.</param>
/// <param name="Act">Runs the commands, each with its asserts.</param>
internal sealed record CliCheck(string Id, Func<CliSession, Task> Act)
{
    /// <summary>When it may begin.</summary>
    public Pace Pace { get; init; } = Pace.Short;
}

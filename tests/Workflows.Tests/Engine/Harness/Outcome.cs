using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Tests.Engine.Harness;

/// <summary>What a task does when it runs.</summary>
internal sealed record Outcome
{
    public int ExitCode { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(1);

    public string? Result { get; init; }

    public Dictionary<string, string> Parameters { get; init; } = [];

    /// <summary>Output artifacts that it stores; null: all that its template declares.</summary>
    public string[]? Artifacts { get; init; }

    /// <summary>What the worker has counted of them.</summary>
    public Dictionary<string, long> ArtifactBytes { get; init; } = [];

    /// <summary>Exit codes of a container set's members; null: it never ran.</summary>
    public (string Name, int? ExitCode)[]? Members { get; init; }

    /// <summary>The worker cannot bring the outputs out.</summary>
    public string? OutputError { get; init; }

    /// <summary>What its HTTP call is answered with; null: it is a container.</summary>
    public HttpAnswer? Answer { get; init; }

    /// <summary>Its HTTP call got no answer.</summary>
    public string? NoAnswer { get; init; }

    /// <summary>The worker cannot run it at all.</summary>
    public string? Refusal { get; init; }

    /// <summary>It runs until it is stopped.</summary>
    public bool Forever { get; init; }

    public static Outcome Ok { get; } = new();

    public static Outcome Hangs { get; } = new() { Forever = true };

    public static Outcome Fails(int exitCode = 1, double seconds = 1) => new() { ExitCode = exitCode, Duration = TimeSpan.FromSeconds(seconds) };

    public static Outcome Answers(int statusCode, string? body = "", params (string Name, string Value)[] headers) => new()
    {
        Answer = new HttpAnswer(statusCode, headers.GroupBy(h => h.Name).ToDictionary(g => g.Key, IReadOnlyList<string> (g) => [.. g.Select(h => h.Value)]), body),
    };

    public static Outcome Prints(string result) => new() { Result = result };

    public static Outcome Gives(string name, string value) => new() { Parameters = { [name] = value } };
}

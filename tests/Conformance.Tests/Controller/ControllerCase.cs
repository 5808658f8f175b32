using System.Text.Json;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

/// <summary>A line of controller.jsonl: a manifest, and in prose what its containers do and what comes of it. The tests say the same in code, by its id.</summary>
internal static class ControllerCase
{
    private static readonly Lazy<Dictionary<string, string>?> Manifests = new(Read);

    /// <summary>A run of the manifest of a case; a recorded status is not part of it.</summary>
    /// <param name="id">The case.</param>
    /// <param name="change">Changes the manifest, where the case does.</param>
    /// <param name="reload">Load the state again before every event.</param>
    public static VirtualRun Run(string id, Func<string, string>? change = null, bool reload = false)
    {
        Assert.SkipWhen(Manifests.Value is null, ConformanceFiles.Missing);
        string yaml = Manifests.Value![id];
        return new VirtualRun(change is null ? yaml : change(yaml)) { ReloadAlways = reload };
    }

    /// <summary>The errors that its manifest is refused with, where what is not built yet is let through.</summary>
    /// <param name="id">The case.</param>
    public static IReadOnlyList<string> Refusals(string id)
    {
        Assert.SkipWhen(Manifests.Value is null, ConformanceFiles.Missing);
        return [.. WorkflowLoader.Load(Manifests.Value![id], new LoadOptions { AcceptNotBuiltYet = true }).Errors.Select(error => error.Message)];
    }

    /// <summary>Ids of the cases that a test of this folder runs, by the tests' own source: each names its cases as text.</summary>
    public static IReadOnlyCollection<string> Tested()
    {
        var folder = Path.Combine(EndToEnd.Tests.Part.Root, "tests", "Conformance.Tests", "Controller");
        var source = string.Concat(Directory.EnumerateFiles(folder, "*CaseTests.cs").Where(file => !file.EndsWith("WaitingCaseTests.cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        return [.. Manifests.Value!.Keys.Where(id => source.Contains($"\"{id}\"", StringComparison.Ordinal))];
    }

    /// <summary>All ids; null when the files are not there.</summary>
    public static IReadOnlyCollection<string>? Ids => Manifests.Value?.Keys;

    private static Dictionary<string, string>? Read()
    {
        if (ConformanceFiles.Find("controller.jsonl") is not { } path)
            return null;
        Dictionary<string, string> manifests = [];
        foreach (string text in File.ReadLines(path))
        {
            using JsonDocument line = JsonDocument.Parse(text);
            manifests[line.RootElement.GetProperty("id").GetString()!] = line.RootElement.GetProperty("yaml").GetString()!;
        }

        return manifests;
    }
}

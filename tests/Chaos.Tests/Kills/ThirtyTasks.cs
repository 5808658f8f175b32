using System.Globalization;
using System.Text.Json;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>
/// Thirty tasks in three waves of ten, one wave after another. Each writes its name to the ledger and to its output. The second wave waits at the gate of the run after that: what runs there runs until
/// the test says so, whatever dies meanwhile (ten minutes at most: a test that was killed itself leaves nothing for ever).
/// </summary>
internal static class ThirtyTasks
{
    public const int Count = 30;
    public const int PerWave = 10;

    public static IEnumerable<string> Names => from wave in (string[])["free", "gated", "last"] from number in Enumerable.Range(0, PerWave) select string.Create(CultureInfo.InvariantCulture, $"{wave}-{number}");

    /// <summary>The manifest (JSON, which is YAML too); the workflow has the name of the run.</summary>
    public static string Manifest(string run, string ledger) => $$$"""
        {
          "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "{{{run}}}"},
          "spec": {
            "entrypoint": "main",
            "templates": [
              {"name": "main", "steps": [[{{{Step("free")}}}], [{{{Step("gated")}}}], [{{{Step("last")}}}]]},
              {{{Template(run, ledger, "free", "sleep 0.3")}}},
              {{{Template(run, ledger, "gated", $"for look in $(seq 600); do wget -q -O /dev/null http://{ledger}/runs/{run}.open && exit 0; sleep 1; done; exit 1")}}},
              {{{Template(run, ledger, "last", "true")}}}
            ]
          }
        }
        """;

    private static string Step(string wave) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"name": "{{{wave}}}", "template": "{{{wave}}}", "arguments": {"parameters": [{"name": "task", "value": "{{{wave}}}-{{item}}"}]}, "withSequence": {"count": "{{{PerWave}}}"}}
        """);

    private static string Template(string run, string ledger, string wave, string then)
    {
        const string Task = "{{inputs.parameters.task}}";
        var script = JsonSerializer.Serialize($"wget -q -O /dev/null 'http://{ledger}/cgi-bin/add?{run}/{Task}' && echo 'effect of {Task}' && {then}");
        return $$$"""
            {"name": "{{{wave}}}", "inputs": {"parameters": [{"name": "task"}]}, "container": {"image": "busybox", "command": ["sh", "-c"], "args": [{{{script}}}]}}
            """;
    }
}

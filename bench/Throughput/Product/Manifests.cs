using System.Globalization;
using System.Text;

namespace Fleet.Throughput.Bench.Product;

/// <summary>The workflows of the load: Argo YAML of no-op tasks (the dummy runtime starts nothing). The worker's label picks the worker with the wanted slots.</summary>
internal static class Manifests
{
    public const string SlotsLabel = "bench-slots";

    /// <summary>Fan-out and fan-in of so many tasks in all.</summary>
    public static string FanOut(string name, int tasks, int slots, bool nodeEvents = false) => Workflow(name, slots, nodeEvents) + Invariant($$$"""
          - name: main
            steps:
              - - {name: work, template: noop, withSequence: {count: "{{{tasks - 1}}}"}}
              - - {name: join, template: noop}
        """);

    /// <summary>So many tasks, each after the one before.</summary>
    public static string Chain(string name, int tasks, int slots, bool nodeEvents)
    {
        var text = new StringBuilder(Workflow(name, slots, nodeEvents)).Append("  - name: main\n    dag:\n      tasks:\n");
        for (var i = 0; i < tasks; i++)
            text.Append(CultureInfo.InvariantCulture, $"        - {{name: t{i}, template: noop{(i == 0 ? "" : Invariant($", dependencies: [t{i - 1}]"))}}}\n");
        return text.ToString();
    }

    /// <summary>One task.</summary>
    public static string OneStep(string name, int slots, bool nodeEvents = false) => Workflow(name, slots, nodeEvents, entrypoint: "noop");

    private static string Workflow(string name, int slots, bool nodeEvents, string entrypoint = "main") => Invariant($$"""
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          name: {{name}}
          annotations: {fleet/events: {{(nodeEvents ? "nodes" : "workflows")}}}
        spec:
          entrypoint: {{entrypoint}}
          nodeSelector: { {{SlotsLabel}}: "{{slots}}" }
          templates:
          - name: noop
            container: {image: busybox, command: ["true"]}

        """);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

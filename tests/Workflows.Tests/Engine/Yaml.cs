namespace Fleet.Workflows.Tests.Engine;

/// <summary>Manifests for tests: an entrypoint <c>main</c> and the template <c>leaf</c>, which echoes its parameter <c>p</c>.</summary>
internal static class Yaml
{
    private const string Leaf = """
          - name: leaf
            inputs: {parameters: [{name: p, default: none}]}
            outputs: {parameters: [{name: out, valueFrom: {path: /out, default: d}}]}
            container: {image: "alpine:3.23", command: [echo], args: ["{{inputs.parameters.p}}"]}
        """;

    /// <summary>A DAG of tasks, each a line of YAML.</summary>
    public static string Dag(params string[] tasks) => Template("dag: {tasks: [" + string.Join(", ", tasks) + "]}");

    /// <summary>Steps: each argument is a group.</summary>
    public static string Steps(params string[] groups) => Template("steps: [" + string.Join(", ", groups.Select(g => $"[{g}]")) + "]");

    /// <summary>A body of <c>main</c>, with further templates and fields of the spec.</summary>
    public static string Template(string body, string templates = "", string spec = "") => $$"""
        metadata: {name: wf, namespace: team}
        spec:
          entrypoint: main
          {{spec}}
          templates:
          - name: main
            {{body}}
        {{Leaf}}
        {{string.Join('\n', templates.Split('\n').Select(l => "  " + l))}}
        """;
}

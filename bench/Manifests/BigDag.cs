using System.Globalization;
using System.Text;

namespace Fleet.Bench.Manifests;

/// <summary>A workflow of one DAG, as a generator writes it: layers of tasks, each with arguments, a condition here and there, and dependencies on the layer before.</summary>
internal static class BigDag
{
    private const int Layer = 100;
    private const int Before = 3;

    public static string Yaml(int tasks)
    {
        var text = new StringBuilder("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: big-}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: env, value: test}]}
              templates:
              - name: leaf
                inputs: {parameters: [{name: number}, {name: before, default: none}]}
                container: {image: alpine, command: [echo], args: ["{{inputs.parameters.number}} of {{workflow.parameters.env}} after {{inputs.parameters.before}}"]}
                outputs: {parameters: [{name: out, valueFrom: {path: /out}}]}
              - name: main
                dag:
                  tasks:

            """);
        for (var i = 0; i < tasks; i++)
        {
            var first = ((i / Layer) - 1) * Layer;
            int[] before = first < 0 ? [] : [.. Enumerable.Range(0, Before).Select(k => first + ((i + (k * 7)) % Layer))];
            text.Append(CultureInfo.InvariantCulture, $"      - name: t{i}\n        template: leaf\n");
            if (before.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $"        depends: {string.Join(" && ", before.Select(b => $"t{b}.Succeeded"))}\n");
            if (i % 10 == 0)
                text.Append("        when: \"{{workflow.parameters.env}} == test\"\n");
            text.Append(CultureInfo.InvariantCulture, $"        arguments: {{parameters: [{{name: number, value: \"{{{{={i} + 1}}}}\"}}{(before.Length > 0 ? $", {{name: before, value: \"{{{{tasks.t{before[0]}.outputs.parameters.out}}}}\"}}" : "")}]}}\n");
        }

        return text.ToString();
    }
}

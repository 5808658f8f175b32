using Fleet.Workflows.Spec;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Workflows.Tests.Spec;

/// <summary>Whatever stands in a text, loading it ends with a result: no exception, no endless reading.</summary>
public sealed class LoaderFuzzTests
{
    private const string Seed = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: fuzz-}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: p, value: "1", enum: ["1", 2]}]}
          templates:
          - name: main
            dag:
              tasks:
              - {name: a, template: &t leaf, arguments: {parameters: [{name: x, value: "{{workflow.parameters.p}}"}]}}
              - {name: b, template: *t, depends: "a.Succeeded || a.Failed", withItems: [1, {k: v}, [x]], arguments: {parameters: [{name: x, value: "{{=asInt(item) + 1}}"}]}}
          - name: leaf
            inputs: {parameters: [{name: x, default: 'it''s'}]}
            retryStrategy: {limit: 2, backoff: {duration: 1s}}
            script:
              image: alpine
              source: |
                echo {{inputs.parameters.x}}
            outputs: {parameters: [{name: o, valueFrom: {path: /tmp/o}}]}
        """;

    private static readonly string[] Pieces =
        ["{{", "}}", "{{=", "\"", "'", ": ", "- ", "\n", "\n---\n", "...", "&a ", "*a", "<<: *a", "[", "]", "{", "}", "|", ">-", "!!int ", "%", "\t", "\u0000", "\ud83d", "\ufeff", "\u2028", "#", "~", "0x", "1e999", ",", "? "];

    [Cases(500)]
    public Property Load_AnyText_Ends() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Loads(text ?? ""));

    [Cases(1500)]
    public Property Load_MutatedManifest_Ends() => Prop.ForAll(Mutated().ToArbitrary(), Loads);

    [Cases(500)]
    public Property Load_MutatedJson_Ends() => Prop.ForAll(Mutated(WorkflowLoader.Load(Seed).Documents[0].Json).ToArbitrary(), Loads);

    private static bool Loads(string text)
    {
        foreach (var options in (LoadOptions[])[LoadOptions.Submit, new LoadOptions { Lint = true, AcceptNotBuiltYet = true, IgnoreUnknownFields = true }])
        {
            var result = WorkflowLoader.Load(text, options);
            // What is valid can be read again and stays the same.
            foreach (var document in result.Documents.Where(d => d.IsValid && d.Json.Length > 0))
                Assert.Equal(document.Json, WorkflowLoader.Load(document.Json, options).Documents[0].Json);
        }
        return true;
    }

    private static Gen<string> Mutated(string seed = Seed) =>
        Gen.Choose(0, seed.Length).Four().Zip(Gen.Elements(Pieces).Three()).Select(parts =>
        {
            var ((a, b, c, d), (x, y, z)) = parts;
            var text = seed.Insert(Math.Min(a, seed.Length), x);
            text = text.Remove(Math.Min(b, text.Length), Math.Min(d % 9, text.Length - Math.Min(b, text.Length)));
            return text.Insert(Math.Min(c, text.Length), y + z);
        });
}

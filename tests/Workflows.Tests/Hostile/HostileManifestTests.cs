using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Hostile;

/// <summary>Manifests that are made to exhaust stack, memory or time: each ends with few errors that say what is wrong.</summary>
public sealed class HostileManifestTests
{
    private static readonly Dictionary<string, Func<string>> Corpus = new()
    {
        ["merge keys of merge keys"] = () => "kind: Workflow\na0: &a0 {x: 1}\n" + Lines(30, i => $"a{i + 1}: &a{i + 1} {{<<: [{string.Join(", ", Enumerable.Repeat($"*a{i}", 10))}], k{i}: 1}}"),
        ["a merge key of many maps"] = () => "kind: Workflow\na: &a {" + string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"k{i}: 1")) + "}\nb: {<<: [" + string.Join(", ", Enumerable.Repeat("*a", 400)) + "]}",
        ["a hundred thousand anchors"] = () => "kind: Workflow\nx:\n" + Lines(100_000, i => $"- &a{i} x"),
        ["a key again and again"] = () => "kind: Workflow\n" + Lines(50_000, _ => "a: 1"),
        ["a map with very many keys"] = () => "kind: Workflow\nmetadata:\n  labels:\n" + Lines(100_000, i => $"    k{i}: v"),
        ["very many unknown fields"] = () => "kind: Workflow\nspec:\n" + Lines(50_000, i => $"  entrypoin{i}: v"),
        ["an unknown field with an endless name"] = () => $"kind: Workflow\nspec: {{\"{new string('e', 1_000_000)}\": 1}}",
        ["an endless name"] = () => $"kind: Workflow\nmetadata: {{name: {new string('a', 1_000_000)}}}\nspec: {{entrypoint: m, templates: [{{name: m, suspend: {{}}}}]}}",
        ["very many documents"] = () => Lines(20_000, _ => "---\nkind: Workflow"),
        ["lists in lists of documents"] = () => string.Concat(Enumerable.Repeat("{kind: List, items: [", 40)) + string.Concat(Enumerable.Repeat("]}", 40)),
        ["a list of aliases"] = () => "kind: List\nx: &a {kind: Workflow}\nitems: [" + string.Join(", ", Enumerable.Repeat("*a", 50_000)) + "]",
        ["NULs"] = () => "kind: Workflow\0\nmetadata: {name: \"a\\0b\"}\nspec: {entrypoint: \"\\0\", templates: [{name: \"\\0\", suspend: {}}]}",
        ["lone surrogates"] = () => "kind: Workflow\nmetadata: {name: \"\ud800\"}\nspec: {entrypoint: \"\udc00\", templates: []}",
        ["escaped lone surrogates in JSON"] = () => """{"kind":"Workflow","metadata":{"name":"\ud800"},"spec":{"entrypoint":"\udc00"}}""",
        ["huge numbers"] = () => $"kind: Workflow\nspec: {{parallelism: {new string('9', 100_000)}, activeDeadlineSeconds: 1e999999999, priority: 0x{new string('f', 1000)}}}",
        ["a huge exponent as a value"] = () => "kind: Workflow\nspec: {entrypoint: m, arguments: {parameters: [{name: a, value: 1e999999}, {name: b, value: 1e-999999}]}, templates: [{name: m, suspend: {}}]}",
        ["JSON nested deeply"] = () => string.Concat(Enumerable.Repeat("{\"a\":[", 100_000)),
        ["twenty thousand tags nobody knows"] = () => Template("container: {image: x, args: [" + string.Join(", ", Enumerable.Range(0, 20_000).Select(i => $"'{{{{inputs.parameters.p{i}}}}}'")) + "]}"),
        ["a text full of tag brackets"] = () => Template($"container: {{image: x, args: ['{string.Concat(Enumerable.Repeat("{{", 200_000))}']}}"),
        ["tags in tags"] = () => Template($"container: {{image: x, args: ['{string.Concat(Enumerable.Repeat("{{a.", 20_000))}{string.Concat(Enumerable.Repeat("}}", 20_000))}']}}"),
        ["an expression nested deeply"] = () => Template($"container: {{image: x, args: ['{{{{={new string('(', 100_000)}1{new string(')', 100_000)}}}}}']}}"),
        ["templates that call each other in a circle"] = () => Spec(Lines(2000, i => $"  - {{name: t{i}, steps: [[{{name: a, template: t{(i + 1) % 2000}}}]]}}"), "t0"),
        ["a chain of calls"] = () => Spec(Lines(20_000, i => $"  - {{name: t{i}, steps: [[{{name: a, template: t{i + 1}}}]]}}") + "  - {name: t20000, suspend: {}}\n", "t0"),
        ["a chain of tasks"] = () => Spec("  - name: m\n    dag:\n      tasks:\n" + Lines(20_000, i => $"      - {{name: t{i}, template: w{(i == 0 ? "" : $", depends: t{i - 1}")}}}") + "  - {name: w, suspend: {}}\n", "m"),
        ["inline in inline"] = () => Spec("  - name: m\n    steps: [[" + string.Concat(Enumerable.Repeat("{name: a, inline: {steps: [[", 15)) + "{name: z, inline: {suspend: {}}}" + string.Concat(Enumerable.Repeat("]]}}", 15)) + "]]\n", "m"),
        ["a dependency on everything before"] = () => Spec("  - name: m\n    dag:\n      tasks:\n" + Lines(700, i => $"      - {{name: t{i}, template: w, dependencies: [{string.Join(", ", Enumerable.Range(0, i).Select(j => $"t{j}"))}]}}") + "  - {name: w, suspend: {}}\n", "m"),
        ["depends without end"] = () => Spec($"  - name: m\n    dag: {{tasks: [{{name: a, template: w, depends: \"{string.Concat(Enumerable.Repeat("!(", 50_000))}\"}}]}}\n  - {{name: w, suspend: {{}}}}\n", "m"),
        ["a loop without end"] = () => Spec("  - name: m\n    steps: [[{name: a, template: w, withSequence: {count: '999999999999'}}]]\n  - {name: w, suspend: {}}\n", "m"),
        ["a label selector of anything"] = () => "kind: Workflow\nspec: {entrypoint: m, podGC: {strategy: OnPodCompletion, labelSelector: {matchExpressions: [{key: \"\\0\", operator: \"((((\", values: []}, {}, {key: a, operator: In}]}}, templates: [{name: m, suspend: {}}]}",
    };

    public static TheoryData<string> Names => [.. Corpus.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_HostileManifest_EndsWithSentences(string name)
    {
        var text = Corpus[name]();
        foreach (var options in (LoadOptions[])[LoadOptions.ForLint, new LoadOptions { NameRequired = true }])
        {
            var result = Bounded.Run(() => WorkflowLoader.Load(text, options));
            Assert.All(result.Errors.Concat(result.Warnings), error => Assert.InRange(error.Message.Length, 1, 1000));
        }
    }

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static string Template(string body) => Spec($"  - name: m\n    {body}\n", "m");

    private static string Spec(string templates, string entrypoint) => $"kind: Workflow\nmetadata: {{generateName: x-}}\nspec:\n  entrypoint: {entrypoint}\n  templates:\n{templates}";
}

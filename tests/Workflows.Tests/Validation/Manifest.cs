using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Validation;

/// <summary>Builds manifests for tests and loads them with everything built.</summary>
internal static class Manifest
{
    public static readonly LoadOptions Options = new() { AcceptNotBuiltYet = true };

    /// <summary>Errors of a workflow whose templates are given, beside an <c>echo</c> that takes <c>text</c>; the entrypoint is <c>main</c>.</summary>
    public static IReadOnlyList<SpecError> Errors(string templates, string spec = "") => Load(templates, spec).Errors;

    public static LoadResult Load(string templates, string spec = "") => WorkflowLoader.Load(
        $$$"""
        kind: Workflow
        metadata: {generateName: test-}
        spec:
          entrypoint: main
        {{{Indent(spec, 2)}}}
          templates:
          - {name: echo, inputs: {parameters: [{name: text}]}, container: {image: alpine, args: ["{{inputs.parameters.text}}"]}}
          - {name: done, container: {image: alpine}}
        {{{Indent(templates, 2)}}}
        """,
        Options);

    private static string Indent(string text, int by) => string.Join('\n', text.Split('\n').Select(l => new string(' ', by) + l));
}

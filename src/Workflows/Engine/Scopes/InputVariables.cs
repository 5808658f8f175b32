using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary><c>inputs.*</c> of a node, and the paths of its artifacts and output files.</summary>
/// <param name="handle">The template that declares them.</param>
/// <param name="values">Values of its parameters, in its order.</param>
/// <param name="artifacts">Its input artifacts (<see cref="Nodes.Node.Artifacts"/>).</param>
/// <param name="table">The workflow's large values, which the artifacts may mention.</param>
internal sealed class InputVariables(TemplateHandle handle, string?[] values, string? artifacts, ValueTable table) : IVariables
{
    private const string Parameters = "inputs.parameters";

    // What a path brings in, Argo replaces in the pod.
    public bool BringTags => handle.HavePathsTags;

    private Template Template => handle.Template;

    public bool TryGet(string name, out object? value)
    {
        value = null;
        if (!name.StartsWith("inputs.", StringComparison.Ordinal) && !name.StartsWith("outputs.", StringComparison.Ordinal))
            return false;
        if (name == Parameters)
        {
            value = ParameterJson.List(Template.Inputs.Parameters, values);
            return true;
        }

        if (name.StartsWith(Parameters, StringComparison.Ordinal) && name[Parameters.Length] == '.')
        {
            var index = IndexOf(name.AsSpan(Parameters.Length + 1));
            if (index < 0 || values[index] is not { } text)
                return false;
            value = text;
            return true;
        }

        value = Path(name);
        return value is not null;
    }

    public void Collect(Dictionary<string, object?> all, IReadOnlyList<string> references)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
                all.TryAdd($"{Parameters}.{Template.Inputs.Parameters[i].Name}", value);
        }

        if (values.Length == 0)
            all.TryAdd(Parameters, "[]");
        foreach (var artifact in ArtifactJson.Read(table.Whole(artifacts)))
            all.TryAdd($"inputs.artifacts.{ArtifactJson.NameOf(artifact)}", Expression.FromJson(ArtifactJson.Text(artifact)));
        if (artifacts is not null)
            return;
        foreach (var artifact in Template.Inputs.Artifacts.Where(a => a.Path is not null))
            all.TryAdd($"inputs.artifacts.{artifact.Name}.path", artifact.Path);
    }

    private int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Template.Inputs.Parameters.Count; i++)
        {
            if (name.SequenceEqual(Template.Inputs.Parameters[i].Name))
                return i;
        }

        return -1;
    }

    private string? Path(string name)
    {
        if (!name.EndsWith(".path", StringComparison.Ordinal))
            return null;
        var middle = name[..^".path".Length];
        return middle switch
        {
            _ when After(middle, "inputs.artifacts.") is { } n => Template.Inputs.FindArtifact(n)?.Path,
            _ when After(middle, "outputs.artifacts.") is { } n => Template.Outputs.Artifacts.FirstOrDefault(a => a.Name == n)?.Path,
            _ when After(middle, "outputs.parameters.") is { } n => Template.Outputs.Parameters.FirstOrDefault(p => p.Name == n)?.ValueFrom?.Path,
            _ => null,
        };
    }

    private static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
}

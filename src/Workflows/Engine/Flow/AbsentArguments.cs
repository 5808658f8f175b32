using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Arguments whose whole value is a reference to an output of a step or task that did not run: they are left out, so that the default of the input stands
/// in (Argo 4.1, skipped outputs). Anywhere else such a reference is an error.
/// </summary>
internal static class AbsentArguments
{
    public static readonly IReadOnlyDictionary<string, string> None = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>Names of absent arguments and the sentence for an input without a default.</summary>
    public static IReadOnlyDictionary<string, string> Of(Substitution scope, CallSite site) => site.Text.AsksSiblings ? Of(scope, site.Call.Arguments) : None;

    /// <summary>The same of a hook (Argo's source <c>resolveExitTmplArgument</c>).</summary>
    public static IReadOnlyDictionary<string, string> Of(Substitution scope, LifecycleHook hook) => Of(scope, hook.Arguments);

    private static IReadOnlyDictionary<string, string> Of(Substitution scope, Arguments arguments)
    {
        Dictionary<string, string>? absent = null;
        foreach (var parameter in arguments.Parameters)
        {
            if (Reference(parameter) is { } name && scope.TryGet(name, out var value) && value is null)
                (absent ??= [])[parameter.Name] = $"unable to substitute {{{{{name}}}}}: output is an absent optional (skipped/omitted node with no default), and input parameter '{parameter.Name}' has no default";
        }

        return absent ?? None;
    }

    /// <summary>The call text without the values of absent arguments.</summary>
    public static TagText Without(TagText text, IReadOnlyDictionary<string, string> absent)
    {
        if (absent.Count == 0)
            return text;
        var call = JsonNode.Parse(text.Source)!;
        foreach (var parameter in call["arguments"]!["parameters"]!.AsArray())
        {
            if (absent.ContainsKey((string?)parameter!["name"] ?? ""))
                parameter.AsObject().Remove("value");
        }

        return TagText.Json(call.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = JsonText.WriterOptions.Encoder }));
    }

    /// <summary>The hook without the values of absent arguments.</summary>
    public static LifecycleHook Without(LifecycleHook hook, IReadOnlyDictionary<string, string> absent) => absent.Count == 0 ? hook : hook with
    {
        Arguments = hook.Arguments with { Parameters = [.. hook.Arguments.Parameters.Select(parameter => absent.ContainsKey(parameter.Name) ? parameter with { Value = null } : parameter)] },
    };

    // The name of a value that is one simple tag of a step or task.
    private static string? Reference(Parameter parameter)
    {
        if (parameter.Value is not { } value)
            return null;
        var text = value.AsSpan().Trim();
        if (!text.StartsWith("{{") || !text.EndsWith("}}") || text[2..^2].IndexOfAny("{}=") >= 0)
            return null;
        var name = text[2..^2].Trim().ToString();
        return name.StartsWith("steps.", StringComparison.Ordinal) || name.StartsWith("tasks.", StringComparison.Ordinal) ? name : null;
    }
}

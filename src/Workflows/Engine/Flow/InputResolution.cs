using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Gives a template's input parameters their values (Argo's source <c>common.ProcessArgs</c>).</summary>
internal static class InputResolution
{
    /// <summary>Argument, else a key of a ConfigMap, else the input's own value or default. The values may still have tags of the workflow and of the node.</summary>
    /// <exception cref="ExpressionException">A parameter has no value.</exception>
    public static string?[] Resolve(Turn turn, Template template, Arguments arguments, IReadOnlyDictionary<string, string> absent)
    {
        var declared = template.Inputs.Parameters;
        if (declared.Count == 0)
            return [];
        var values = new string?[declared.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var given = Find(arguments, declared[i].Name);
            values[i] = Whole(turn, given?.Value) ?? ConfigMapInputs.Value(turn, declared[i], given) ?? given?.ValueFrom?.Default ?? declared[i].Value ?? declared[i].Default ?? declared[i].ValueFrom?.Default
                ?? (ConfigMapInputs.IsOptional(declared[i], given) ? "" : null) ?? throw Missing(declared[i].Name, absent);
        }

        return values;
    }

    /// <summary>Replaces what is left of tags in the values: they are part of the template's text, and so take part in its first pass.</summary>
    public static void Substitute(string?[] values, Substitution scope)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value && TagTemplate.HasTags(value))
                values[i] = Lenient(value, scope.Apply);
        }
    }

    /// <summary>Values of one attempt: those of its Retry node, with <c>retries</c> and <c>lastRetry</c> replaced (Argo's source <c>executeTemplate</c>).</summary>
    /// <exception cref="ExpressionException">An expression fails.</exception>
    public static string?[] OfAttempt(string?[] values, Substitution scope) =>
        Array.Exists(values, value => value is not null && TagTemplate.HasTags(value))
            ? Array.ConvertAll(values, value => value is not null && TagTemplate.HasTags(value) ? Lenient(value, scope.ApplyRetry) : value)
            : values;

    private static string? Whole(Turn turn, string? value) => value is null ? null : TaskText.Whole(value, turn.State.Values.Find);

    private static string Lenient(string value, Func<TagText, TagText> apply)
    {
        TagText text;
        try
        {
            text = TagText.Plain(value);
        }
        catch (ExpressionException)
        {
            return value;
        }

        return apply(text).Source;
    }

    private static ExpressionException Missing(string name, IReadOnlyDictionary<string, string> absent) => absent.TryGetValue(name, out var reason)
        ? new ExpressionException(ExpressionErrorKind.AbsentValue, reason)
        : new ExpressionException(ExpressionErrorKind.MissingReference, $"inputs.parameters.{name} was not supplied");

    private static Parameter? Find(Arguments arguments, string name)
    {
        foreach (var parameter in arguments.Parameters)
        {
            if (parameter.Name == name)
                return parameter;
        }

        return null;
    }
}

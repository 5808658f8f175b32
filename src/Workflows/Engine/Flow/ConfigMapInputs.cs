using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Parameters whose values are keys of ConfigMaps (Argo's source <c>common.ProcessArgs</c>): an argument's before an input's own, and both only where no value was given.
/// </summary>
internal static class ConfigMapInputs
{
    /// <summary>Keys that a template's inputs need.</summary>
    public static IReadOnlyList<ConfigMapKey> Keys(Turn turn, Template template, Arguments arguments)
    {
        List<ConfigMapKey>? keys = null;
        foreach (var input in template.Inputs.Parameters)
        {
            if (Source(input, arguments.FindParameter(input.Name)) is { } source)
                (keys ??= []).Add(KeyOf(turn, source.ConfigMapKeyRef!));
        }

        return keys ?? (IReadOnlyList<ConfigMapKey>)[];
    }

    /// <summary>Keys that the workflow's arguments need.</summary>
    public static IReadOnlyList<ConfigMapKey> Keys(Turn turn, Arguments arguments)
    {
        List<ConfigMapKey>? keys = null;
        foreach (var parameter in arguments.Parameters)
        {
            if (Own(parameter) is { } source)
                (keys ??= []).Add(KeyOf(turn, source.ConfigMapKeyRef!));
        }

        return keys ?? (IReadOnlyList<ConfigMapKey>)[];
    }

    /// <summary>The value of an input from a ConfigMap; null: it comes from elsewhere, or may be missing and is.</summary>
    /// <exception cref="ExpressionException">It is not there.</exception>
    public static string? Value(Turn turn, Parameter input, Parameter? argument) =>
        Source(input, argument) is { } source ? Value(turn, source, $"unable to retrieve inputs.parameters.{input.Name} from ConfigMap") : null;

    /// <summary>The ConfigMap of an input may be missing: then the input is empty.</summary>
    public static bool IsOptional(Parameter input, Parameter? argument) => Source(input, argument)?.ConfigMapKeyRef!.Optional ?? false;

    /// <summary>Values of the workflow's arguments that come from ConfigMaps.</summary>
    /// <exception cref="ExpressionException">One is not there.</exception>
    public static Dictionary<string, string> Values(Turn turn, Arguments arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in arguments.Parameters)
        {
            if (Own(parameter) is { } source)
                values[parameter.Name] = Value(turn, source, $"failed to set global parameter {parameter.Name}") ?? parameter.Default ?? "";
        }

        return values;
    }

    private static string? Value(Turn turn, ValueFrom source, string what)
    {
        var key = KeyOf(turn, source.ConfigMapKeyRef!);
        var found = Find(turn, key);
        if (found?.Value is { } value)
            return value;
        if (source.Default is { } otherwise)
            return otherwise;
        if (source.ConfigMapKeyRef!.Optional)
            return null;
        var why = found is { Exists: true } ? $"ConfigMap '{key.Name}' does not have the key '{key.Key}'" : $"ConfigMap '{key.Name}' does not exist";
        throw new ExpressionException(ExpressionErrorKind.MissingReference, $"{what}: {why}");
    }

    private static ValueFrom? Source(Parameter input, Parameter? argument) => argument switch
    {
        { Value: not null } => null,
        { ValueFrom.ConfigMapKeyRef: not null } => argument.ValueFrom,
        _ => Own(input),
    };

    private static ValueFrom? Own(Parameter parameter) => parameter is { Value: null, ValueFrom.ConfigMapKeyRef: not null } ? parameter.ValueFrom : null;

    /// <summary>What is known of a key, by an answer or because it came with the workflow; null: it has to be asked for.</summary>
    public static ConfigMapValue? Find(Turn turn, ConfigMapKey key) => Given(turn, key) ?? turn.Answers.Find(key);

    /// <summary>Whether it came with the workflow, so that it is always known.</summary>
    public static bool IsGiven(Turn turn, ConfigMapKey key) => Given(turn, key) is not null;

    private static ConfigMapValue? Given(Turn turn, ConfigMapKey key) =>
        (key.Secret ? turn.State.Given.Secret(key.Name) : turn.State.Given.ConfigMap(key.Name)) is { } data ? ConfigMapValue.Of(key, data) : null;

    // Name and key may ask for the workflow's own names.
    private static ConfigMapKey KeyOf(Turn turn, KeySelector selector) => new(Text(turn, selector.Name), Text(turn, selector.Key));

    private static string Text(Turn turn, string text) => TagTemplate.HasTags(text) ? NodeScopes.Global(turn).Apply(TagText.Plain(text)).Source : text;
}

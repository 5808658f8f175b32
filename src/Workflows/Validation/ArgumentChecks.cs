using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Arguments: names, values, enumerations, artifacts.</summary>
internal static class ArgumentChecks
{
    /// <summary>Checks arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="prefix">How messages name them, such as <c>spec.arguments.</c>.</param>
    /// <param name="path">Where they stand.</param>
    /// <param name="allowEmpty">Parameters may lack a value.</param>
    /// <param name="report">Takes place and message.</param>
    public static void Check(Arguments arguments, string prefix, SpecPath path, bool allowEmpty, Action<SpecPath, string> report)
    {
        var (parameters, artifacts) = (path["parameters"], path["artifacts"]);
        NameRules.Check(arguments.Parameters.Select(p => p.Name), NameRules.ValueName, (i, why) => report(parameters[i], $"{prefix}parameters{why}"));
        NameRules.Check(arguments.Artifacts.Select(a => a.Name), NameRules.ValueName, (i, why) => report(artifacts[i], $"{prefix}artifacts{why}"));
        for (var i = 0; i < arguments.Parameters.Count; i++)
        {
            if (ValueFault(arguments.Parameters[i], prefix + arguments.Parameters[i].Name, allowEmpty) is { } why)
                report(parameters[i], why);
        }
        for (var i = 0; i < arguments.Artifacts.Count; i++)
        {
            if (ArtifactFault(arguments.Artifacts[i], prefix + arguments.Artifacts[i].Name) is { } why)
                report(artifacts[i], why);
        }
    }

    private static string? ValueFault(Parameter parameter, string name, bool allowEmpty)
    {
        if (parameter is { Value: null, ValueFrom: null } && !allowEmpty)
            return $"{name}.value or {name}.valueFrom is required";
        if (parameter.ValueFrom is { } from
            && ((from is { ConfigMapKeyRef: null, Event: null, Supplied: false }) || from is not { Path: null, JsonPath: null, Parameter: null, Expression: null }))
            return $"{name}.valueFrom only allows: default, configMapKeyRef and supplied";
        return parameter.Enum is { } allowed ? EnumFault(parameter, allowed, name, allowEmpty) : null;
    }

    private static string? EnumFault(Parameter parameter, IReadOnlyList<string> allowed, string name, bool allowEmpty)
    {
        if (allowed.Count == 0)
            return $"{name}.enum should contain at least one value";
        if (parameter.Value is null)
            return allowEmpty ? null : $"{name}.value is required";
        // A large value may be there by its name alone.
        return allowed.Any(member => member == parameter.Value || ValueTable.NameOf(member) == parameter.Value) ? null : $"{name}.value should be present in {name}.enum list";
    }

    private static string? ArtifactFault(Artifact artifact, string name)
    {
        if (artifact is { From: null } && !ArtifactLocations.IsGiven(artifact))
            return $"{name}.from, artifact location, or key is required";
        return artifact is { From: not null, FromExpression: not null } ? $"{name} shouldn't have both `from` and `fromExpression` in Artifact" : null;
    }
}

using System.Text.RegularExpressions;

namespace Fleet.Workflows.Spec;

/// <summary>Names of the containers of one pod, as Kubernetes wants them: they tell containers apart in the status, in logs and on the engine. It is warned of before, and work that is built is held to it.</summary>
public static partial class ContainerNameRules
{
    /// <summary>What is wrong with them, a sentence without its full stop; null: nothing.</summary>
    /// <param name="names">The names of all containers of a pod.</param>
    public static string? Fault(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!Label().IsMatch(name))
                return $"The container name '{name}' is none: up to 63 lower case letters, digits and '-', beginning and ending with a letter or digit";
            if (!known.Add(name))
                return $"The pod has two containers named '{name}': give one of them another name (main is the template's own container)";
        }

        return null;
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex Label();
}

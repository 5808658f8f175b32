using System.Text;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>
/// Puts variables in for <c>$(NAME)</c>, as Kubernetes does before it starts a container: in command and arguments all of the container's own variables, in a variable those before it.
/// <c>$$</c> is a dollar sign; a reference to what is not there stays as it is. Variables of the image do not count. (Kubernetes, "Define Environment Variables for a Container", dependent variables.)
/// </summary>
internal static class EnvironmentReferences
{
    /// <summary>The container with all of its references put in.</summary>
    /// <param name="container">The container.</param>
    /// <param name="host">Name of this worker's host, for variables that show it.</param>
    public static ContainerWork Expand(ContainerWork container, string host)
    {
        if (!container.Env.Any(variable => variable.OfHost || HasReference(variable.Value)) && !HasReference(container.Command) && !HasReference(container.Args))
            return container;
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var variables = new List<EnvironmentVariable>(container.Env.Count);
        foreach (var variable in container.Env)
        {
            var value = variable.OfHost ? host : Expand(variable.Value, known);
            variables.Add(variable with { Value = value, OfHost = false });
            known[variable.Name] = value;
        }

        return container with { Env = variables, Command = Expand(container.Command, known), Args = Expand(container.Args, known) };
    }

    private static bool HasReference(IReadOnlyList<string>? texts) => texts is not null && texts.Any(HasReference);

    private static bool HasReference(string text) => text.Contains('$', StringComparison.Ordinal);

    private static IReadOnlyList<string>? Expand(IReadOnlyList<string>? texts, Dictionary<string, string> known) => texts is null ? null : [.. texts.Select(text => Expand(text, known))];

    private static string Expand(string text, Dictionary<string, string> known)
    {
        if (!HasReference(text))
            return text;
        var expanded = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '$' || at + 1 == text.Length)
            {
                expanded.Append(text[at]);
            }
            else if (text[at + 1] == '$')
            {
                expanded.Append('$');
                at++;
            }
            else if (text[at + 1] == '(' && text.IndexOf(')', at) is >= 0 and var end)
            {
                var name = text[(at + 2)..end];
                expanded.Append(known.TryGetValue(name, out var value) ? value : text[at..(end + 1)]);
                at = end;
            }
            else
            {
                expanded.Append('$');
            }
        }

        return expanded.ToString();
    }
}

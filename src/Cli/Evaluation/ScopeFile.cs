using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Evaluation;

/// <summary>
/// Reads a scope: a YAML or JSON mapping of names to values, dotted or nested (<c>inputs.parameters.x: 1</c> is <c>inputs: {parameters: {x: 1}}</c>). What Argo knows as texts is text (a list its JSON),
/// and null an absent output; other names (<c>response.statusCode</c>, <c>data</c>) have in expressions the values that are written.
/// </summary>
internal static class ScopeFile
{
    /// <summary>The names in dotted form; none without a file.</summary>
    public static IReadOnlyDictionary<string, ScopeName> Read(string? path)
    {
        var names = new Dictionary<string, ScopeName>(StringComparer.Ordinal);
        if (path is null)
            return names;
        foreach (var value in ParameterFile.Values("--scope", path))
            Add(path, "", value, names);
        return names;
    }

    /// <summary>The results of tasks, for <c>depends</c>: <c>A: Succeeded</c> or <c>A: {Failed: true, AnySucceeded: true}</c>.</summary>
    /// <exception cref="InvalidDataException">A name is no result.</exception>
    public static IReadOnlyDictionary<string, IReadOnlySet<TaskResult>> Results(IReadOnlyDictionary<string, ScopeName> names) => names
        .Select(name => (Task: name.Key.Split('.', 2)[0], Results: name.Key.Split('.', 2) is [_, var result] ? name.Value.Text == "true" ? [result] : [] : new[] { name.Value.Text ?? "" }))
        .GroupBy(task => task.Task, StringComparer.Ordinal)
        .ToDictionary(task => task.Key, task => (IReadOnlySet<TaskResult>)task.SelectMany(one => one.Results).Select(result => EvalLine.Result(task.Key, result)).ToHashSet());

    private static void Add(string path, string prefix, GivenValue value, Dictionary<string, ScopeName> names)
    {
        if (value.Name.Length == 0)
            throw new CliException($"--scope {path}:{value.Line}: a name must be a text.", ExitCodes.Invalid);
        var name = prefix.Length == 0 ? value.Name : $"{prefix}.{value.Name}";
        if (value.Members is { } members)
        {
            if (name == ScopeName.Item)
                names[name] = new ScopeName(value.Json, value.Json);
            foreach (var member in members)
                Add(path, name, member, names);
            return;
        }

        var text = value.IsNull ? null : value.Text;
        names[name] = ScopeName.IsOfTexts(name) ? new ScopeName(text, text) : ScopeName.Of(text, JsonSerializer.Deserialize<JsonElement>(value.Json));
    }
}

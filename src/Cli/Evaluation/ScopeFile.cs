using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Workflows.Expressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

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
        try
        {
            var yaml = new YamlStream();
            using var reader = new StreamReader(path);
            yaml.Load(reader);
            if (yaml.Documents.Count > 0)
                Add(path, "", yaml.Documents[0].RootNode, names);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--scope {ManifestText.WhyUnreadable(path, e)}", ExitCodes.Invalid);
        }
        catch (YamlException e)
        {
            throw new CliException($"--scope {path}:{e.Start.Line}: {e.Message}", ExitCodes.Invalid);
        }
    }

    /// <summary>The results of tasks, for <c>depends</c>: <c>A: Succeeded</c> or <c>A: {Failed: true, AnySucceeded: true}</c>.</summary>
    /// <exception cref="InvalidDataException">A name is no result.</exception>
    public static IReadOnlyDictionary<string, IReadOnlySet<TaskResult>> Results(IReadOnlyDictionary<string, ScopeName> names) => names
        .Select(name => (Task: name.Key.Split('.', 2)[0], Results: name.Key.Split('.', 2) is [_, var result] ? name.Value.Text == "true" ? [result] : [] : new[] { name.Value.Text ?? "" }))
        .GroupBy(task => task.Task, StringComparer.Ordinal)
        .ToDictionary(task => task.Key, task => (IReadOnlySet<TaskResult>)task.SelectMany(one => one.Results).Select(result => EvalLine.Result(task.Key, result)).ToHashSet());

    private static void Add(string path, string name, YamlNode node, Dictionary<string, ScopeName> names)
    {
        if (node is YamlMappingNode mapping)
        {
            foreach (var (key, value) in mapping)
            {
                if (key is not YamlScalarNode { Value: { Length: > 0 } part })
                    throw new CliException($"--scope {path}:{key.Start.Line}: a name must be a text.", ExitCodes.Invalid);
                Add(path, name.Length == 0 ? part : $"{name}.{part}", value, names);
            }
        }
        else if (name.Length == 0)
        {
            throw new CliException($"--scope {path}:{node.Start.Line}: expected a mapping of names to values.", ExitCodes.Invalid);
        }
        else
        {
            var json = JsonSerializer.SerializeToElement(ParameterFile.Value(node));
            var text = node is YamlScalarNode scalar ? Text(scalar) : json.GetRawText();
            names[name] = ScopeName.IsOfTexts(name) ? new ScopeName(text, text) : ScopeName.Of(text, json);
        }
    }

    private static string? Text(YamlScalarNode scalar) => scalar is { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } ? null : scalar.Value;
}

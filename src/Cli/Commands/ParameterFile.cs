using System.Text.Json;
using Fleet.Cli.Output;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fleet.Cli.Commands;

/// <summary>Reads a parameter file: a YAML or JSON mapping of names to scalars; maps and lists become JSON text.</summary>
internal static class ParameterFile
{
    /// <summary>The parameters; none without a file.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string? path)
    {
        if (path is null)
            return [];
        try
        {
            var yaml = new YamlStream();
            using var reader = new StreamReader(path);
            yaml.Load(reader);
            if (yaml.Documents.Count == 0)
                return [];
            return yaml.Documents[0].RootNode is YamlMappingNode mapping
                ? [.. mapping.Select(entry => KeyValuePair.Create(Name(path, entry.Key), Text(entry.Value)))]
                : throw new CliException($"-f {path}: expected a mapping of parameter names to values.", ExitCodes.Invalid);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"-f {ManifestText.WhyUnreadable(path, e)}", ExitCodes.Invalid);
        }
        catch (YamlException e)
        {
            throw new CliException($"-f {path}:{e.Start.Line}: {e.Message}", ExitCodes.Invalid);
        }
    }

    private static string Name(string path, YamlNode key) => key is YamlScalarNode { Value: { Length: > 0 } name }
        ? name
        : throw new CliException($"-f {path}:{key.Start.Line}: a parameter's name must be a text.", ExitCodes.Invalid);

    private static string Text(YamlNode node) => node is YamlScalarNode scalar ? scalar.Value ?? "" : JsonSerializer.Serialize(Value(node));

    /// <summary>What a node stands for, ready to be written as JSON.</summary>
    public static object? Value(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.ToDictionary(entry => entry.Key.ToString(), entry => Value(entry.Value)),
        YamlSequenceNode sequence => sequence.Select(Value).ToArray(),
        YamlScalarNode { Style: not ScalarStyle.Plain } quoted => quoted.Value,
        YamlScalarNode scalar => Plain(scalar.Value ?? ""),
        _ => null,
    };

    private static object? Plain(string text)
    {
        if (text is "" or "~" or "null")
            return null;
        if (text is "true" or "false")
            return text == "true";
        return long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var whole) ? whole
            : double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
            : text;
    }
}

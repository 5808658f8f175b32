using Fleet.Cli.Output;
using Fleet.Contracts;

namespace Fleet.Cli.Commands;

/// <summary>A manifest as the user gave it.</summary>
/// <param name="Source">File name, or <c>-</c>.</param>
/// <param name="Text">YAML or JSON.</param>
internal sealed record ManifestText(string Source, string Text)
{
    /// <summary>Unknown fields are errors; else they are passed over. Default: true.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>It was found in a folder that the user named. Default: false.</summary>
    public bool IsFound { get; init; }

    /// <summary>Reads a file, or standard input for <c>-</c>.</summary>
    public static async Task<ManifestText> ReadAsync(string path, CliEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            var source = path == "-" ? "standard input" : path;
            return new ManifestText(source, ManifestBytes.Decode(source, path == "-" ? await ReadAsync(environment.In, cancellationToken) : await File.ReadAllBytesAsync(path, cancellationToken)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(WhyUnreadable(path, e), ExitCodes.Invalid);
        }
    }

    /// <summary>Why a file that the user named cannot be read.</summary>
    public static string WhyUnreadable(string path, Exception e) =>
        Directory.Exists(path) ? $"{path} is a folder: name a file in it."
        : e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: no such file."
        : e is UnauthorizedAccessException ? $"{path}: this user may not read it."
        : $"{path}: {e.Message}";

    /// <summary>The submission with what the command line changes.</summary>
    public SubmitWorkflow ToSubmission(string @namespace, bool namespaceGiven, ManifestChanges changes) => new()
    {
        Yaml = Text,
        Namespace = namespaceGiven ? @namespace : null,
        Name = changes.Name,
        GenerateName = changes.GenerateName,
        Entrypoint = changes.Entrypoint,
        Priority = changes.Priority,
        ServiceAccountName = changes.ServiceAccountName,
        Annotations = changes.ScheduledTime is { } moment ? new Dictionary<string, string> { ["workflows.argoproj.io/scheduled-time"] = moment } : null,
        Parameters = changes.Parameters.GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => System.Text.Json.JsonSerializer.SerializeToElement(group.Last().Value), StringComparer.Ordinal),
        Labels = changes.Labels.GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal),
    };

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    /// <summary>Writes errors or warnings, one a line: <c>file:line: path: message</c>.</summary>
    public void Write(CliEnvironment environment, string kind, IEnumerable<SubmitError> errors)
    {
        foreach (var error in errors)
            environment.Error.WriteLine($"{Source}{(error.Line is { } line ? $":{line}" : "")}: {kind}: {(error.Path is { Length: > 0 } path ? path + ": " : "")}{error.Message}");
    }
}

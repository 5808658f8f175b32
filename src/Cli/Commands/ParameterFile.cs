using Fleet.Cli.Output;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary>Reads a parameter file: a YAML or JSON mapping of names to scalars; maps and lists become JSON text.</summary>
internal static class ParameterFile
{
    /// <summary>The parameters; none without a file.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string? path) => path is null ? []
        : [.. Values("-f", path).Select(value => value.Name.Length > 0 ? KeyValuePair.Create(value.Name, value.Text) : throw new CliException($"-f {path}:{value.Line}: a parameter's name must be a text.", ExitCodes.Invalid))];

    /// <summary>A mapping of names to values.</summary>
    /// <param name="option">The option that names the file, for messages.</param>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<GivenValue> Values(string option, string path)
    {
        try
        {
            var (values, error) = GivenValues.Read(File.ReadAllText(path));
            return error is null ? values : throw new CliException($"{option} {path}:{error.Line}: {error.Message}", ExitCodes.Invalid);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{option} {ManifestText.WhyUnreadable(path, e)}", ExitCodes.Invalid);
        }
    }
}

using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Contracts;

namespace Fleet.Cli.Commands;

/// <summary>The keys that seal Secrets: of a file, of the environment, or of the data folder.</summary>
internal sealed class SecretKeyOption
{
    private const string FileVariable = "FLEET_SECRET_KEY_FILE";
    private const string KeyVariable = "FLEET_SECRET_KEY";

    private readonly Option<string?> file;

    /// <param name="embedded">The data folder has a key for when none is given.</param>
    public SecretKeyOption(bool embedded) => file = new("--secret-key-file")
    {
        Description = $"File with the keys that seal Secrets, the same for coordinator and workers; the first one seals, all open ({FileVariable}, or the keys themselves: {KeyVariable}; default: "
            + (embedded ? "a key that is made in the data folder)." : "none, and no Secrets)."),
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Options.Add(file);

    /// <summary>The file that the command line or the environment names; null: none.</summary>
    public string? File(ParseResult parsed, CliEnvironment environment) => parsed.GetValue(file) is { Length: > 0 } path ? path : Variable(environment, FileVariable);

    /// <summary>The keys.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">The surroundings.</param>
    /// <param name="otherwise">Has a key when none is given; null: then there is none.</param>
    /// <exception cref="CliException">They cannot be read.</exception>
    public SecretCipher Read(ParseResult parsed, CliEnvironment environment, DataFolder? otherwise) => Read(File(parsed, environment), environment, otherwise);

    /// <summary>The keys of the environment, else of a data folder.</summary>
    /// <exception cref="CliException">They cannot be read.</exception>
    public static SecretCipher Of(CliEnvironment environment, DataFolder data) => Read(Variable(environment, FileVariable), environment, data);

    private static SecretCipher Read(string? path, CliEnvironment environment, DataFolder? otherwise)
    {
        if (path is not null)
            return Parse($"the secret key file {path}", SecretKeyFile.Read(path));
        if (Variable(environment, KeyVariable) is { } keys)
            return Parse(KeyVariable, keys);
        return otherwise is null ? SecretCipher.None : Parse($"the secret key file {otherwise.SecretKey}", SecretKeyFile.ReadOrMake(otherwise.SecretKey));
    }

    private static SecretCipher Parse(string source, string text)
    {
        try
        {
            var keys = SecretKey.Parse(text);
            return keys.Count > 0 ? new SecretCipher(keys) : throw new FormatException("there is no key in it");
        }
        catch (FormatException e)
        {
            throw new CliException($"{source}: {e.Message}.", ExitCodes.Invalid);
        }
    }

    private static string? Variable(CliEnvironment environment, string name) => environment.Variable(name) is { Length: > 0 } value ? value : null;
}

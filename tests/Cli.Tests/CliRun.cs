using Fleet.Cli.Output;

namespace Fleet.Cli.Tests;

/// <summary>One command line, run in process in a data folder of its own.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fleet-cli-").FullName;

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>Columns and rows of the terminal that it runs on; null: none.</summary>
    public (int Columns, int Rows)? Terminal { get; set; }

    /// <summary>Variables; FLEET_DATA is a folder of its own.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string FileOf(string name) => Path.Combine(folder, name);

    /// <summary>Writes a file below its folder.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> WriteAsync(string name, string text)
    {
        var path = FileOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    public async Task<int> RunAsync(string? input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var environment = new CliEnvironment
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            In = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input ?? "")),
            IsTerminal = Terminal is not null,
            Size = () => Terminal ?? (80, 24),
            Variable = name => Variables.TryGetValue(name, out var value) ? value : name == "FLEET_DATA" ? FileOf("data") : null,
        };
        var exit = await FleetCli.RunAsync(arguments, environment);
        (Out, Error) = (output.ToString(), error.ToString());
        return exit;
    }

    // The database's files beside it may come and go for a moment after its last connection is closed.
    public void Dispose()
    {
        for (var tries = 0; Directory.Exists(folder); tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (tries < 10)
            {
                // Once more.
            }
        }
    }
}

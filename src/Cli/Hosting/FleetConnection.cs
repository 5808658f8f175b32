using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli.Hosting;

/// <summary>The API a command talks to: a server named by option or variable, else the server that owns the data folder, else the data folder itself.</summary>
internal sealed class FleetConnection : IAsyncDisposable
{
    private readonly Func<ValueTask> close;

    private FleetConnection(IFleetApi api, Func<ValueTask> close)
    {
        Api = api;
        this.close = close;
    }

    /// <summary>The API.</summary>
    public IFleetApi Api { get; }

    /// <summary>Connects.</summary>
    public static async Task<FleetConnection> OpenAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        Prepare(parsed, environment);
        var token = parsed.GetValue(GlobalOptions.Token) ?? environment.Variable("FLEET_TOKEN");
        if ((parsed.GetValue(GlobalOptions.Server) ?? environment.Variable("FLEET_SERVER")) is { Length: > 0 } server)
            return Remote(server, token, environment);
        var data = DataFolder.Of(parsed, environment);
        if (data.FindServer() is { } own)
            return Remote(own.Address, token ?? own.Token, environment);
        var local = await LocalFleet.OpenAsync(data, environment, cancellationToken);
        return new FleetConnection(local.Api, local.DisposeAsync);
    }

    /// <summary>There is something to talk to: a server is named, or the data folder exists. Nothing is made.</summary>
    public static bool IsThere(ParseResult parsed, CliEnvironment environment) =>
        (parsed.GetValue(GlobalOptions.Server) ?? environment.Variable("FLEET_SERVER")) is { Length: > 0 } || File.Exists(DataFolder.Of(parsed, environment).Store);

    /// <summary>Takes over the options about the terminal.</summary>
    public static void Prepare(ParseResult parsed, CliEnvironment environment)
    {
        if (parsed.GetValue(GlobalOptions.NoColour))
            environment.SwitchColourOff();
        if (parsed.GetValue(GlobalOptions.NoUtf8))
            environment.Utf8 = false;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => close();

    private static FleetConnection Remote(string server, string? token, CliEnvironment environment)
    {
        var client = Client(server, token, text => environment.Error.WriteLine("fleet: " + text));
        return new FleetConnection(client, () =>
        {
            client.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>A client of a server that the user named.</summary>
    public static HttpFleetClient Client(string server, string? token, Action<string>? interrupted = null) =>
        Uri.TryCreate(server.Contains("://", StringComparison.Ordinal) ? server : "http://" + server, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new HttpFleetClient(server, token) { Interrupted = interrupted }
            : throw new CliException($"--server (FLEET_SERVER) '{server}' is no address; write e.g. http://127.0.0.1:2746.", ExitCodes.Invalid);
}

using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli.Hosting;

/// <summary>The API a command talks to: a server named by option or variable, else the server that owns the data folder, else the data folder itself.</summary>
internal sealed class FleetConnection : IAsyncDisposable
{
    private readonly IAsyncDisposable? owned;

    private FleetConnection(IFleetApi api, IAsyncDisposable? owned, bool isLocal)
    {
        Api = api;
        this.owned = owned;
        IsLocal = isLocal;
    }

    /// <summary>The API.</summary>
    public IFleetApi Api { get; }

    /// <summary>It is the data folder, read in process.</summary>
    public bool IsLocal { get; }

    /// <summary>Connects.</summary>
    public static async Task<FleetConnection> OpenAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        Prepare(parsed, environment);
        var token = parsed.GetValue(GlobalOptions.Token) ?? environment.Variable("FLEET_TOKEN");
        if ((parsed.GetValue(GlobalOptions.Server) ?? environment.Variable("FLEET_SERVER")) is { Length: > 0 } server)
            return Remote(server, token);
        var data = DataFolder.Of(parsed, environment);
        if (data.FindServer() is { } own)
            return Remote(own.Address, token ?? own.Token);
        var local = await LocalFleet.OpenAsync(data, environment, cancellationToken);
        return new FleetConnection(local.Api, local, isLocal: true);
    }

    /// <summary>Takes over the options about the terminal.</summary>
    public static void Prepare(ParseResult parsed, CliEnvironment environment)
    {
        if (parsed.GetValue(GlobalOptions.NoColour))
            environment.SwitchColourOff();
        if (parsed.GetValue(GlobalOptions.NoUtf8))
            environment.Utf8 = false;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (owned is not null)
            await owned.DisposeAsync();
    }

    private static FleetConnection Remote(string server, string? token) => new(new HttpFleetClient(server, token), null, isLocal: false);
}

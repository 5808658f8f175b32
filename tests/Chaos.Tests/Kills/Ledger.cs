using System.Globalization;
using Fleet.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(Fleet.Chaos.Tests.Kills.Ledger))]

namespace Fleet.Chaos.Tests.Kills;

/// <summary>
/// The world outside Fleet in which tasks have their effects: a small web server in a container on the network of the tasks, started when it is first needed. A task appends a line to the page of its
/// run; the test reads the page through a port of this machine, and opens the gate of a run, for which tasks may wait.
/// </summary>
public sealed class Ledger : IAsyncLifetime
{
    private const string Network = "fleet";

    /// <summary>The shell appends the line with one write: lines of tasks that call at the same time do not mix.</summary>
    private const string Server = """
        mkdir -p /www/cgi-bin /www/runs
        printf '#!/bin/sh\necho "${QUERY_STRING#*/}" >> "/www/runs/${QUERY_STRING%%/*}"\nprintf "Content-Type: text/plain\\r\\n\\r\\nok\\n"\n' > /www/cgi-bin/add
        printf '#!/bin/sh\n: > "/www/runs/$QUERY_STRING.open"\nprintf "Content-Type: text/plain\\r\\n\\r\\nok\\n"\n' > /www/cgi-bin/open
        chmod +x /www/cgi-bin/*
        exec httpd -f -p 80 -h /www
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HttpClient _http = new();

    /// <summary>Its host name for tasks.</summary>
    public string Host { get; } = "fleet-ledger-" + Guid.NewGuid().ToString("N")[..8];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Makes sure that it runs; skips the test where no engine may be used.</summary>
    public async Task StartAsync()
    {
        Part.NeedsEngine();
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_http.BaseAddress is not null) return;
            await MakeNetworkAsync();
            await Docker.RunAsync("run", "--detach", "--rm", "--name", Host, "--network", Network, "--publish", "127.0.0.1::80", "busybox", "sh", "-c", Server);
            var port = (await Docker.RunAsync("port", Host, "80")).Split('\n')[0].Split(':')[^1];
            _http.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
            await AnswersAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Lines of a run, in the order in which they came.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string run)
    {
        using var reply = await _http.GetAsync($"runs/{run}", TestContext.Current.CancellationToken);
        return reply.IsSuccessStatusCode ? (await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>Waits until a run has so many lines that begin with a text.</summary>
    public async Task SeesAsync(string run, int lines, string prefix = "")
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while ((await ReadAsync(run)).Count(line => line.StartsWith(prefix, StringComparison.Ordinal)) < lines)
            await Task.Delay(LookEvery, patience.Token);
    }

    /// <summary>Lets the tasks of a run that wait at its gate go on.</summary>
    public async Task OpenAsync(string run)
    {
        using var reply = await _http.GetAsync("cgi-bin/open?" + run, TestContext.Current.CancellationToken);
        reply.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        if (_http.BaseAddress is not null) await Docker.RunAsync("rm", "--force", Host);
        _http.Dispose();
        _gate.Dispose();
    }

    // A worker of another test may make it at the same time.
    private static async Task MakeNetworkAsync()
    {
        if (await IsThereAsync()) return;
        try
        {
            await Docker.RunAsync("network", "create", "--label", $"fleet.network={Network}", Network);
        }
        catch (InvalidOperationException)
        {
            if (!await IsThereAsync()) throw;
        }

        static async Task<bool> IsThereAsync() => (await Docker.RunAsync("network", "ls", "--quiet", "--filter", $"name=^{Network}$")).Length > 0;
    }

    private async Task AnswersAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                using var reply = await _http.GetAsync("", patience.Token);
                return;
            }
            catch (HttpRequestException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(LookEvery, patience.Token);
            }
        }
    }
}

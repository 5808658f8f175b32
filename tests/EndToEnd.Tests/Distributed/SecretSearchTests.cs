using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fleet.Client;
using Fleet.Contracts;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>
/// Values of Secrets on a real run, everything at its most talkative: containers get them, and they are in nothing that Fleet stores, sends, logs or answers. All of it is searched, and the search is shown to
/// find what is there.
/// </summary>
[Collection("broker 4")]
public sealed class SecretSearchTests
{
    private readonly string run = Guid.NewGuid().ToString("N")[..12];

    private string Password => $"P4ss+{run}/\"quoted\"";

    private string Token => $"t0ken-{run}";

    private string FirstLine => $"-----BEGIN {run}-----";

    private string LastLine => $"l4st-line-{run}";

    private string Own => $"0wn-{run}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_AreGivenToTasks_AndFoundNowhere(bool onPostgres)
    {
        Part.NeedsEngine();
        await using var postgres = onPostgres ? new PostgresSchema() : null;
        using var fleet = await DistributedFleet.StartAsync(
            Part.Broker("FLEET_TEST_AMQP"), workers: 1,
            [("FLEET_SECRET_KEY", SecretKey.Create().Export()), ("FLEET_LOG", "trace"), ("FLEET_EVENTS", "nodes"), .. postgres is null ? [] : ((string, string)[])[("FLEET_STORE", postgres.Store)]]);
        await using var tap = await BrokerTap.ListenAsync(
            fleet.Broker, [EntityNames.Submit, EntityNames.Coordinator, EntityNames.Commands, EntityNames.Logs, EntityNames.Events, EntityNames.Dead, EntityNames.WorkerQueue(fleet.Workers[0])]);
        using var server = Listen(out var address);
        var asked = HeaderOfAsync(server);
        var said = new List<string>();
        Task<JsonElement> StoreAsync(string name, object data) => fleet.Api.Resources.CreateAsync("Secret", "default", Secret(name, data), TestContext.Current.CancellationToken);
        said.Add((await StoreAsync("login", new { password = Password, token = Token })).GetRawText());
        said.Add((await StoreAsync("key", new { pem = $"{FirstLine}\n{LastLine}\n" })).GetRawText());

        var made = await fleet.Api.CreateAsync("default", JsonSerializer.Deserialize<JsonElement>(Workflow(address)), [Secret("own", new { value = Own })], dryRun: false, TestContext.Current.CancellationToken);
        var (name, uid) = (made.GetProperty("metadata").GetProperty("name").GetString()!, made.GetProperty("metadata").GetProperty("uid").GetString()!);
        var workflow = await fleet.Api.EndAsync(name);

        // They are what the tasks were given: the hashes of all of them, made inside the container, and the header.
        Assert.Equal("Failed", workflow.GetProperty("status").GetProperty("phase").GetString());
        var log = string.Join('\n', (await LogAsync(fleet.Api, name)).Select(line => line.Content));
        foreach (var value in (string[])[Password, Token, $"{FirstLine}\n{LastLine}\n", Own])
            Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value))), log, StringComparison.Ordinal);
        Assert.Contains("shown: ***", log, StringComparison.Ordinal);
        Assert.Equal(Token, await asked);

        said.AddRange([made.GetRawText(), workflow.GetRawText(), log]);
        string[][] commands = [["get", name, "-o", "json"], ["get", name], ["list", "-o", "yaml"], ["get", "secrets", "-o", "yaml"], ["get", "secret", "login"], ["logs", name]];
        foreach (var command in commands)
        {
            var (exit, output, error) = await fleet.RunAsync(command);
            Assert.True(exit == 0, error);
            said.AddRange([output, error]);
        }

        // What it has told of the end, and the log, come by ways of their own.
        await tap.SeesAsync((exchange, body) => exchange == EntityNames.Events && Contains(body, "fleet.workflow.finished") && Contains(body, uid));
        await tap.SeesAsync((exchange, body) => exchange == EntityNames.Logs && Base64("shown: ***").Any(text => Contains(body, text)));
        var places = said.Select((text, index) => ($"answer {index}", Encoding.UTF8.GetBytes(text))).Concat(fleet.Outputs.Select((text, index) => ($"output {index}", Encoding.UTF8.GetBytes(text))))
            .Concat(tap.Messages.Select(message => (message.Exchange, message.Body)))
            .Concat(Directory.EnumerateFiles(fleet.Data, "*", SearchOption.AllDirectories).Select(path => (path, Read(path))))
            .Concat(postgres is null ? [] : await postgres.ReadAsync(TestContext.Current.CancellationToken)).ToArray();

        // The search sees what is there: the workflow in the database, its orders with what is sealed, its logs, its events, the processes' own words.
        string[] seen = [.. places.Where(place => Contains(place.Item2, name) || Contains(place.Item2, uid)).Select(place => place.Item1)];
        foreach (var place in (string[])["answer 2", EntityNames.Coordinator, EntityNames.Events, EntityNames.WorkerQueue(fleet.Workers[0]), onPostgres ? "workflows" : Path.Combine(fleet.Data, "fleet.db")])
            Assert.True(seen.Any(found => found.StartsWith(place, StringComparison.Ordinal)), $"{place} has nothing of the run:\n{string.Join('\n', seen)}");
        Assert.Contains(places, place => place.Item1 == EntityNames.WorkerQueue(fleet.Workers[0]) && Contains(place.Item2, "secret/default/login/password"));
        Assert.Contains(places, place => place.Item1 == EntityNames.Logs && Base64("shown: ***").Any(text => Contains(place.Item2, text)));

        var found = places.SelectMany(place => Needles().Where(needle => Contains(place.Item2, needle)).Select(needle => $"{place.Item1}: {needle}"));
        Assert.Equal("", string.Join('\n', found));
    }

    // As they are, as JSON writes them, and as base64 of any alignment.
    private IEnumerable<string> Needles() => ((string[])[Password, Token, FirstLine, LastLine, Own]).SelectMany(value => (IEnumerable<string>)
    [
        value, JsonSerializer.Serialize(value)[1..^1], value.Replace("\"", "\\\"", StringComparison.Ordinal), Uri.EscapeDataString(value), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value)),
        .. Base64(value),
    ]).Distinct();

    // Within a longer text, at any of the three places where it can begin; logs travel so.
    private static IEnumerable<string> Base64(string value) => Enumerable.Range(0, 3).Select(before => Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', before) + value))[4..^4]);

    private string Workflow(string address)
    {
        static object Env(string name, string secret, string key) => new { name, valueFrom = new { secretKeyRef = new { name = secret, key } } };
        const string Script = """
            for value in "$PASSWORD" "$P_token" "$OWN"; do printf %s "$value" | sha256sum; done
            sha256sum /keys/pem
            echo "shown: $PASSWORD"; cat /keys/pem /keys/pem >&2; printf %s "$P_token"; printf '%s%s\n' "$OWN" "$P_token"
            env
            """;
        object container = new
        {
            image = "alpine:latest",
            command = new[] { "sh", "-c" },
            args = new[] { Script },
            env = new[] { Env("PASSWORD", "login", "password"), Env("OWN", "own", "value") },
            envFrom = new[] { new { prefix = "P_", secretRef = new { name = "login" } } },
            volumeMounts = new[] { new { name = "keys", mountPath = "/keys" } },
        };
        object failing = new { image = "alpine:latest", command = new[] { "sh", "-c" }, args = new[] { "echo $PASSWORD >&2; exit 3" }, env = new[] { Env("PASSWORD", "login", "password") } };
        return JsonSerializer.Serialize(new
        {
            apiVersion = "argoproj.io/v1alpha1",
            kind = "Workflow",
            metadata = new { generateName = "search-" },
            spec = new
            {
                entrypoint = "main",
                volumes = new[] { new { name = "keys", secret = new { secretName = "key" } } },
                templates = new object[]
                {
                    new { name = "main", steps = new[] { new[] { new { name = "use", template = "use" } }, new[] { new { name = "call", template = "call" } }, new[] { new { name = "fail", template = "fail" } } } },
                    new { name = "use", container },
                    new { name = "call", http = new { url = address, headers = new[] { new { name = "X-Token", valueFrom = new { secretKeyRef = new { name = "login", key = "token" } } } } } },
                    new { name = "fail", retryStrategy = new { limit = "1" }, container = failing },
                },
            },
        });
    }

    private static JsonElement Secret(string name, object stringData) => JsonSerializer.SerializeToElement(new { apiVersion = "v1", kind = "Secret", metadata = new { name }, stringData });

    private static async Task<List<LogLine>> LogAsync(HttpFleetClient api, string name)
    {
        var lines = new List<LogLine>();
        await foreach (var line in api.LogsAsync("default", name, new LogRequest { Follow = true }, TestContext.Current.CancellationToken))
            lines.Add(line);
        return lines;
    }

    private static HttpListener Listen(out string address)
    {
        for (var attempt = 0; ; attempt++)
        {
            var listener = new HttpListener();
            address = $"http://127.0.0.1:{RandomNumberGenerator.GetInt32(20_000, 30_000)}/";
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // The port is taken.
            }
        }
    }

    private static async Task<string?> HeaderOfAsync(HttpListener server)
    {
        var context = await server.GetContextAsync();
        context.Response.Close();
        return context.Request.Headers["X-Token"];
    }

    private static bool Contains(byte[] where, string what) => where.AsSpan().IndexOf(Encoding.UTF8.GetBytes(what)) >= 0;

    // The database is open.
    private static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            // One that was there for a moment.
            return [];
        }
    }
}

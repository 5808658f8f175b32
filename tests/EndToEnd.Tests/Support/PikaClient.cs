using System.Text.Json;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>AMQP clients that know nothing of .NET: Python with pika, in a container on the machine's own network.</summary>
internal static class PikaClient
{
    private const string Image = "fleet-test/pika";

    /// <summary>Runs examples/clients/submit.py with a manifest.</summary>
    /// <returns>Its exit code, and its lines: the answer and the event.</returns>
    public static async Task<(int Exit, JsonElement[] Lines, string Error)> SubmitAsync(string broker, string manifest)
    {
        var (exit, output, error) = await Commands.TryAsync(null, "docker", [.. Run(
            $"{Path.Combine(Part.Root, "examples/clients")}:/clients:ro", $"{Path.GetDirectoryName(manifest)}:/manifests:ro"), "/clients/submit.py", broker, "/manifests/" + Path.GetFileName(manifest)]);
        return (exit, Lines(output), error);
    }

    /// <summary>Sends requests to <c>fleet.submit</c> one after another, each when the one before is answered.</summary>
    /// <param name="broker">Address.</param>
    /// <param name="routingKey">With what the client's queue is bound to <c>fleet.events</c>.</param>
    /// <param name="requests">Objects with <c>body</c> and, if wanted, <c>contentType</c>, <c>messageId</c> and <c>dead</c> (it goes to <c>fleet.dead</c>).</param>
    /// <returns>The answers, the events (one for each workflow that was accepted) and what lay in <c>fleet.dead</c>.</returns>
    public static async Task<PikaTalk> TalkAsync(string broker, string routingKey, params object[] requests)
    {
        var input = string.Join('\n', requests.Select(request => JsonSerializer.Serialize(request))) + "\n";
        var output = await Commands.RunAsync(input, "docker", [.. Run($"{Path.Combine(Part.Root, "tests/EndToEnd.Tests/Clients")}:/clients:ro"), "/clients/talk.py", broker, routingKey]);
        var lines = Lines(output);
        return new PikaTalk(Told("answer"), Told("event"), Told("dead"));

        JsonElement[] Told(string kind) => [.. lines.Where(line => line.TryGetProperty(kind, out _)).Select(line => kind == "answer" ? line.GetProperty(kind) : line)];
    }

    private static string[] Run(params string[] mounts) => ["run", "--rm", "--interactive", "--network", "host", .. mounts.SelectMany(mount => new[] { "--volume", mount }), Image, "python3"];

    private static JsonElement[] Lines(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}

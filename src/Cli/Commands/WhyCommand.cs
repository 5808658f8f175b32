using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Coordinator.Api;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet why</c>: why a workflow, or a node of it, waits, runs or has failed.</summary>
internal static class WhyCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CliEnvironment environment)
    {
        var name = CommandOptions.Name();
        var node = CommandOptions.RefuseOptions(new Argument<string?>("NODE") { Description = "Name, display name or id of a node, also of one that is not there yet.", Arity = ArgumentArity.ZeroOrOne });
        var output = CommandOptions.Output("text", "json");
        var command = new Command("why", "Says why a workflow, or a node of it, waits, runs or has failed.") { name, node, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var reply = await connection.Api.WhyAsync(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetRequiredValue(name), parsed.GetValue(node), cancellationToken);
            if (parsed.GetValue(output) == "json")
            {
                await environment.Out.WriteLineAsync(JsonSerializer.Serialize(reply, Indented));
                return ExitCodes.Succeeded;
            }

            foreach (var line in Lines(reply.Deserialize<WhyReply>()!))
                await environment.Out.WriteLineAsync(line);
            return ExitCodes.Succeeded;
        });
        return command;
    }

    /// <summary>The answer in lines.</summary>
    internal static IEnumerable<string> Lines(WhyReply reply)
    {
        yield return $"{reply.Name} is {(reply.Phase.Length == 0 ? "accepted, and has not begun" : reply.Phase)}{Tail(reply.Message)}";
        foreach (var node in reply.Nodes)
            yield return $"{node.Name} is {node.Phase}{Tail(node.Message)}";
        if (reply.Running > 0)
            yield return $"{(reply.Running == 1 ? "1 task runs" : $"{reply.Running} tasks run")}{(reply.Daemons == 0 ? "" : $", {reply.Daemons} of them as {(reply.Daemons == 1 ? "a daemon" : "daemons")}")}";
        foreach (var waiting in reply.Waiting)
            yield return $"  {waiting.Node} waits: {waiting.Reason}";
        foreach (var told in reply.Told.Where(told => !reply.Nodes.Contains(told)))
            yield return $"  {told.Name} is {told.Phase}{Tail(told.Message)}";
        foreach (var failed in reply.Failed.Where(failed => !reply.Nodes.Contains(failed)))
            yield return $"  {failed.Name} is {failed.Phase}{Tail(failed.Message)}";
        if (reply is { Waiting.Count: 0, Told.Count: 0, Failed.Count: 0, Running: 0, Nodes.Count: 0, Phase: not "Succeeded" and not "Failed" and not "Error" })
            yield return "nothing waits in it at this moment";
    }

    private static string Tail(string? message) => string.IsNullOrEmpty(message) ? "" : ": " + message;
}

using System.CommandLine;
using System.Globalization;
using Fleet.Cli.Output;
using Fleet.Coordinator.Runs.Work;
using Fleet.Worker.Containers;
using Fleet.Workflows.Simulation;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Simulation;

/// <summary>Options of <c>fleet simulate</c> about the worker, and about what a real run takes from the moment and from chance.</summary>
internal sealed class SimulationSettings
{
    private readonly Option<int?> slots = new("--slots") { Description = "Tasks at once. Default: no bound.", HelpName = "N" };
    private readonly Option<double?> cpu = new("--cpu") { Description = "Cores of the worker's host. Default: more than any task asks for.", HelpName = "CORES" };
    private readonly Option<string?> memory = new("--memory") { Description = "Memory of the worker's host, e.g. 16Gi. Default: more than any task asks for.", HelpName = "SIZE" };
    private readonly Option<string[]> labels = new("--label") { Description = "Label of the worker, KEY=VALUE; may be given several times.", HelpName = "KEY=VALUE" };
    private readonly Option<string?> uid = new("--uid") { Description = "Uid of the workflow; random functions begin with it. Default: a fixed one.", HelpName = "UID" };
    private readonly Option<string?> start = new("--start") { Description = "Begin of the workflow. Default: 2026-01-01T00:00:00Z.", HelpName = "TIME" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[slots, cpu, memory, labels, uid, start])
            command.Options.Add(option);
    }

    /// <summary>What the command line says.</summary>
    public SimulationOptions Read(ParseResult parsed)
    {
        var otherwise = new SimulationOptions();
        return new SimulationOptions
        {
            Slots = parsed.GetValue(slots) is { } number ? number > 0 ? number : throw Wrong("--slots", number, "a whole number from 1 on") : otherwise.Slots,
            Cpu = parsed.GetValue(cpu) is { } cores ? cores is > 0 and <= 1_000_000 ? cores : throw Wrong("--cpu", cores, "a number of cores, e.g. 8") : otherwise.Cpu,
            Memory = parsed.GetValue(memory) is { } size ? Quantity.Bytes(size) is > 0 and var bytes ? bytes : throw Wrong("--memory", size, "a size, e.g. 16Gi") : otherwise.Memory,
            Labels = Labels(parsed),
            Uid = parsed.GetValue(uid) is { } id ? Guid.TryParse(id, out var guid) ? guid : throw Wrong("--uid", id, "a uid") : otherwise.Uid,
            Start = parsed.GetValue(start) is { } text
                ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year < 9000 ? time : throw Wrong("--start", text, "a time, e.g. 2026-01-01T08:00:00Z")
                : otherwise.Start,
            Refusal = WorkCheck.Refusal,
        };
    }

    private Dictionary<string, string> Labels(ParseResult parsed)
    {
        var result = NodeLabels.Of("linux", NodeLabels.OwnArchitecture, host: null);
        foreach (var text in parsed.GetValue(labels) ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw Wrong("--label", text, "KEY=VALUE");
            result[text[..at]] = text[(at + 1)..];
        }

        return result;
    }

    private static CliException Wrong(string option, object given, string expected) => new(string.Create(CultureInfo.InvariantCulture, $"{option} {given}: expected {expected}."), ExitCodes.Invalid);
}

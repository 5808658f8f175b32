using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Status;

/// <summary>
/// <c>resourcesDuration</c>: what a task asked for (request, else limit, else 100m and 100Mi) times its seconds; memory in units of 100Mi (Argo docs,
/// "Resource Duration").
/// </summary>
internal readonly record struct ResourceUse(long Cpu, long Memory)
{
    private const double DefaultCores = 0.1;
    private const long MemoryUnit = 100L * 1024 * 1024;

    public static ResourceUse None => default;

    public static ResourceUse operator +(ResourceUse one, ResourceUse other) => new(one.Cpu + other.Cpu, one.Memory + other.Memory);

    /// <summary>Of one finished task.</summary>
    public static ResourceUse Of(WorkflowState state, Node node)
    {
        if (node.Type != NodeType.Pod || node.FinishedAt == 0 || node.Template?.Template is not { } template)
            return None;
        var seconds = (node.FinishedAt - node.StartedAt) / TimeSpan.TicksPerSecond;
        var use = None;
        if (template.Main is { } main)
            use += Of(main.Resources, seconds);
        foreach (var member in template.ContainerSet?.Containers ?? [])
            use += Of(member.Resources, seconds);
        foreach (var sidecar in template.Sidecars)
            use += Of(sidecar.Resources, seconds);
        return use;
    }

    /// <summary>Of the finished attempts of a Retry node, where they are tasks.</summary>
    public static ResourceUse OfAttempts(WorkflowState state, Node retry) =>
        (retry.Owned ?? []).Select(ordinal => state.Nodes[ordinal]).Where(node => node.Role == NodeRole.Attempt).Aggregate(None, (sum, attempt) => sum + Of(state, attempt));

    public void Write(Utf8JsonWriter writer)
    {
        if (this == None)
            return;
        writer.WriteStartObject("resourcesDuration"u8);
        writer.WriteNumber("cpu"u8, Cpu);
        writer.WriteNumber("memory"u8, Memory);
        writer.WriteEndObject();
    }

    private static ResourceUse Of(ResourceRequirements? resources, long seconds)
    {
        var cores = Ask(resources, "cpu") is { } cpu ? Quantity.Cores(cpu) : DefaultCores;
        var bytes = Ask(resources, "memory") is { } memory ? Quantity.Bytes(memory) : MemoryUnit;
        return new ResourceUse((long)(cores * seconds), (long)((double)bytes / MemoryUnit * seconds));
    }

    private static string? Ask(ResourceRequirements? resources, string name) =>
        resources?.Requests.GetValueOrDefault(name) ?? resources?.Limits.GetValueOrDefault(name);
}

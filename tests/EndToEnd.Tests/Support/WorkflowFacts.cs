using System.Globalization;
using System.Text.Json;
using Fleet.Client;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>Workflows through the API.</summary>
internal static class WorkflowFacts
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    /// <summary>Submits a manifest (JSON).</summary>
    /// <returns>Name and uid.</returns>
    public static async Task<(string Name, string Uid)> SubmitAsync(this IFleetApi api, string manifest)
    {
        var metadata = (await api.CreateAsync("default", JsonSerializer.Deserialize<JsonElement>(manifest), dryRun: false, TestContext.Current.CancellationToken)).GetProperty("metadata");
        return (metadata.GetProperty("name").GetString()!, metadata.GetProperty("uid").GetString()!);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The workflow.</returns>
    public static async Task<JsonElement> EndAsync(this IFleetApi api, string name)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await foreach (var change in api.WatchAsync("default", new WatchRequest { Name = name, Fields = "result.object.metadata,result.object.status.phase,result.type" }, patience.Token))
        {
            if (change.Object.TryGetProperty("status", out var status) && status.TryGetProperty("phase", out var phase) && phase.GetString() is "Succeeded" or "Failed" or "Error")
                break;
        }

        return await api.GetAsync("default", name, patience.Token);
    }

    /// <summary>Fails with the whole status unless the workflow succeeded with this progress.</summary>
    public static void Succeeded(JsonElement workflow, string progress)
    {
        var status = workflow.GetProperty("status");
        Assert.True(status.GetProperty("phase").GetString() == "Succeeded", status.ToString());
        Assert.Equal(progress, status.GetProperty("progress").GetString());
    }

    /// <summary>The pods among the nodes, by their short names.</summary>
    public static Dictionary<string, JsonElement> Pods(JsonElement workflow) => workflow.GetProperty("status").GetProperty("nodes").EnumerateObject().Select(node => node.Value)
        .Where(node => node.GetProperty("type").GetString() == "Pod").ToDictionary(node => node.GetProperty("displayName").GetString()!);

    public static DateTimeOffset Time(JsonElement node, string field) => DateTimeOffset.Parse(node.GetProperty(field).GetString()!, CultureInfo.InvariantCulture);
}

using System.Text.Json;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>An example that has come to its end: what the API says of it, what its containers wrote, and what the engine saw of them.</summary>
/// <param name="Workflow">The Workflow object.</param>
/// <param name="Logs">Lines by the id of the node that wrote them.</param>
/// <param name="Containers">Containers in the order in which they started.</param>
internal sealed record ExampleRun(JsonElement Workflow, ILookup<string, string> Logs, IReadOnlyList<ContainerTime> Containers)
{
    private readonly Lazy<IReadOnlyList<ExampleNode>> nodes = new(() => [.. Workflow.GetProperty("status").GetProperty("nodes").EnumerateObject().Select((node, ordinal) => new ExampleNode(ordinal, node.Value))]);

    /// <summary>All metrics when the workflow had ended, in Prometheus' text format.</summary>
    public string Metrics { get; init; } = "";

    /// <summary>Folder of the artifact store.</summary>
    public string ArtifactFolder { get; init; } = "";

    /// <summary>What is stored under the key of a node's output artifact; null: no file.</summary>
    public byte[]? Stored(ExampleNode node, string artifact)
    {
        var path = Path.Combine(ArtifactFolder, node.ArtifactKey(artifact));
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>The text of a node's output artifact, a packed file.</summary>
    public string StoredText(ExampleNode node, string artifact)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(Stored(node, artifact)!), System.IO.Compression.CompressionMode.Decompress);
        using var tar = new System.Formats.Tar.TarReader(gzip);
        using var text = new StreamReader(tar.GetNextEntry()!.DataStream!);
        return text.ReadToEnd();
    }

    /// <summary>A metric by its name, without Argo's prefix, and its labels.</summary>
    public double Metric(string name) => double.Parse(
        Assert.Single(Metrics.Split('\n'), line => line.StartsWith($"argo_workflows_{name} ", StringComparison.Ordinal)).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);

    public string Name => Workflow.GetProperty("metadata").GetProperty("name").GetString()!;

    public string Phase => Workflow.GetProperty("status").GetProperty("phase").GetString()!;

    /// <summary>The workflow's message; empty: it has none.</summary>
    public string Message => Workflow.GetProperty("status").TryGetProperty("message", out var message) ? message.GetString()! : "";

    /// <summary>Containers that ended well of those that there are, <c>2/3</c>.</summary>
    public string Progress => Workflow.GetProperty("status").GetProperty("progress").GetString()!;

    public double Seconds => (Workflow.GetProperty("status").GetProperty("finishedAt").GetDateTimeOffset() - Workflow.GetProperty("status").GetProperty("startedAt").GetDateTimeOffset()).TotalSeconds;

    public IReadOnlyList<ExampleNode> Nodes => nodes.Value;

    public ExampleNode Root => this[Name];

    public IEnumerable<ExampleNode> Pods => Nodes.Where(node => node.Type == "Pod");

    /// <summary>The only node of that display name.</summary>
    public ExampleNode this[string displayName] => Assert.Single(Nodes, node => node.DisplayName == displayName);

    /// <summary>All nodes of that display name.</summary>
    public IReadOnlyList<ExampleNode> All(string displayName) => [.. Nodes.Where(node => node.DisplayName == displayName)];

    public bool Has(string displayName) => Nodes.Any(node => node.DisplayName == displayName);

    /// <summary>A node by its name below the root, such as <c>[0].flip-coin</c> or <c>.A</c>.</summary>
    public ExampleNode At(string path) => Assert.Single(Nodes, node => node.Name == Name + path);

    /// <summary>What a node's container wrote.</summary>
    public string Log(ExampleNode node) => string.Join('\n', Logs[node.Id]);

    /// <summary>What the only node of that display name wrote.</summary>
    public string Log(string displayName) => Log(this[displayName]);

    /// <summary>Containers of a node and of all below it.</summary>
    public IReadOnlyList<ContainerTime> Under(ExampleNode node) => [.. Containers.Where(container => Nodes[container.Ordinal].IsUnder(node))];

    /// <summary>The containers of one node began when all those of others had ended. An exit handler stands below the node that it follows.</summary>
    public void AssertAfter(string later, params string[] earlier)
    {
        var after = Under(this[later]);
        Assert.NotEmpty(after);
        foreach (var before in earlier)
        {
            var ended = Under(this[before]).Except(after).ToList();
            Assert.NotEmpty(ended);
            Assert.All(ended, container => Assert.True(container.Ended < after[0].Started, $"{later} began {after[0].Started}, {before} ended {container.Ended}"));
        }
    }

    /// <summary>The nodes are there, in this order, and no others of that kind.</summary>
    public void AssertItems(string prefix, params string[] items) =>
        Assert.Equal([.. items.Select(item => $"{prefix}({item})")], Nodes.Where(node => node.DisplayName.StartsWith(prefix + "(", StringComparison.Ordinal)).Select(node => node.DisplayName));

    /// <summary>Phases of nodes by their display names.</summary>
    public void AssertPhases(string phase, params string[] displayNames) => Assert.All(displayNames, name => Assert.Equal(phase, this[name].Phase));
}

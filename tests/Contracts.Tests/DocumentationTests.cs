using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Fleet.Contracts.Tests;

/// <summary>docs/messages.md says what the types say.</summary>
public sealed class DocumentationTests
{
    // As they travel: MassTransit writes camel case and enums by name. Unknown members are errors here, so that the page cannot keep a name that has gone.
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "messages.md"));

    private static readonly (string Type, string Json)[] Examples =
        [.. Regex.Matches(Page, "^```json (\\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(block => (block.Groups[1].Value, block.Groups[2].Value))];

    /// <summary>What is sent on its own, rather than inside another message.</summary>
    public static TheoryData<Type> Messages =>
    [
        typeof(CloudEvent), typeof(LeaderProbe), typeof(LogChunk), typeof(SessionOver), typeof(SubmitReply), typeof(SubmitWorkflow), typeof(WorkerBeat), typeof(WorkerDrain), typeof(WorkerHello),
        typeof(WorkerOrders), typeof(WorkerReport), typeof(WorkerWelcome), typeof(WorkflowCommand),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_HasExamples_ThatAreReadByItsType(Type message)
    {
        var examples = Examples.Where(example => example.Type == message.Name).ToArray();

        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            var read = JsonSerializer.Deserialize(example.Json, message, Strict);
            Assert.NotNull(read);
            // What strangers send keeps what it does not know, to be refused by the reader.
            Assert.Null(message.GetProperty(nameof(SubmitWorkflow.Unknown))?.GetValue(read));
        }
    }

    [Fact]
    public void Messages_WithAFormatNumber_AreAllListed() =>
        Assert.Empty(typeof(IFleetMessage).Assembly.GetExportedTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IFleetMessage))).Except(Messages.Select(row => row.Data)));

    [Fact]
    public void Examples_AreAllOfAMessage() => Assert.Empty(Examples.Select(example => example.Type).Except(Messages.Select(row => row.Data.Name)));

    [Fact]
    public void Queues_AreAllNamed() => Assert.All(
        typeof(EntityNames).GetFields().Select(field => (string)field.GetRawConstantValue()!),
        name => Assert.Contains(name == EntityNames.WorkerPrefix ? "| `fleet.worker.ID` |" : $"| `{name}` |", Page, StringComparison.Ordinal));

    [Fact]
    public void Limits_AreThoseOfTheCode()
    {
        string Row(string what, string limit) => $"| {what} | {limit} |";
        static string Kib(int bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KiB");
        static string Mib(int bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024 / 1024} MiB");

        Assert.Contains(Row("a submission over the queue", $"{Mib(MessageLimits.QueuedSubmissionBytes)}; over HTTP {Mib(MessageLimits.SubmissionBytes)} (`FLEET_SUBMISSION_LIMIT`)"), Page, StringComparison.Ordinal);
        Assert.Contains(Row("a value carried in a message", Kib(MessageLimits.InlineValueBytes)), Page, StringComparison.Ordinal);
        Assert.Contains(Row("a value at all", Mib(MessageLimits.ValueBytes) + " (`FLEET_VALUE_LIMIT`)"), Page, StringComparison.Ordinal);
        Assert.Contains(Row("outputs of a task that a report carries", Mib(MessageLimits.OutputsBytes)), Page, StringComparison.Ordinal);
        Assert.Contains(Row("the work of a task, as it is sent", Mib(MessageLimits.TaskBytes)), Page, StringComparison.Ordinal);
        Assert.Contains(Row("captured standard output", "its last " + Kib(MessageLimits.ResultBytes)), Page, StringComparison.Ordinal);
        Assert.Contains(Row("a log chunk", Kib(MessageLimits.LogChunkBytes)), Page, StringComparison.Ordinal);
        Assert.Contains(Row("a message kept on a node", string.Create(CultureInfo.InvariantCulture, $"{MessageLimits.MessageChars} characters")), Page, StringComparison.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Fleet.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}

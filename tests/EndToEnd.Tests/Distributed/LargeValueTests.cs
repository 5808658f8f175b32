using System.Text;
using System.Text.Json;
using Fleet.Client;
using Fleet.Contracts;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>Parameters of megabytes through a real broker and real containers: they arrive, and no message has them.</summary>
[Collection("broker 4")]
public sealed class LargeValueTests : IDisposable
{
    private const int Size = 5_000_000;

    private readonly string store = Directory.CreateTempSubdirectory("fleet-values-").FullName;

    public void Dispose() => Directory.Delete(store, recursive: true);

    [Fact]
    public async Task Value_OfMegabytes_IsHandedOn_AndNoMessageIsLarge()
    {
        Part.NeedsEngine();
        using var fleet = await DistributedFleet.StartAsync(Part.Broker("FLEET_TEST_AMQP"), workers: 1, ("FLEET_ARTIFACT_STORE", store));
        await using var tap = await BrokerTap.ListenAsync(fleet.Broker, [EntityNames.Coordinator, EntityNames.Logs, EntityNames.WorkerQueue(fleet.Workers[0])]);

        var made = await fleet.Api.CreateAsync("default", JsonSerializer.Deserialize<JsonElement>(Workflow()), [], dryRun: false, TestContext.Current.CancellationToken);
        var name = made.GetProperty("metadata").GetProperty("name").GetString()!;
        var workflow = await fleet.Api.EndAsync(name);

        var status = workflow.GetProperty("status");
        Assert.True(status.GetProperty("phase").GetString() == "Succeeded", status.GetRawText()[..Math.Min(status.GetRawText().Length, 2000)]);
        Assert.Equal(Size, status.GetProperty("outputs").GetProperty("parameters")[0].GetProperty("value").GetString()!.Length);
        var (exit, log, error) = await fleet.RunAsync("logs", name, "--follow", "--no-color");
        Assert.True(exit == 0, error);
        Assert.Equal(["by file: 5000000", "by script: 5000000", "by shell: 5000000 zero one"], log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]).Order(StringComparer.Ordinal));

        Assert.NotEmpty(tap.Messages);
        var largest = tap.Messages.Max(message => message.Body.Length);
        Assert.True(largest < MessageLimits.InlineValueBytes, $"a message has {largest} bytes");
        var text = Encoding.UTF8.GetBytes(new string('x', 1000));
        Assert.DoesNotContain(tap.Messages, message => message.Body.AsSpan().IndexOf(text) >= 0);

        // They go with the workflow.
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(store, ".fleet", "values"), "*", SearchOption.AllDirectories));
        await fleet.Api.DeleteAsync("default", name, TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (Directory.Exists(Path.Combine(store, ".fleet", "values")))
            await Task.Delay(50, patience.Token);
    }

    private static string Workflow()
    {
        static object Given(string template) => new { name = template, template, arguments = new { parameters = new[] { new { name = "text", value = "{{steps.make.outputs.parameters.p}}" } } } };
        object[] inputs = [new { name = "text" }];
        return JsonSerializer.Serialize(new
        {
            apiVersion = "argoproj.io/v1alpha1",
            kind = "Workflow",
            metadata = new { generateName = "large-" },
            spec = new
            {
                entrypoint = "main",
                templates = new object[]
                {
                    new { name = "main", steps = new object[] { new object[] { new { name = "make", template = "make" } }, new[] { Given("script"), Given("shell"), Given("file") } } },
                    new
                    {
                        name = "make",
                        container = new { image = "alpine:latest", command = new[] { "sh", "-c" }, args = new[] { $"head -c {Size} /dev/zero | tr '\\0' x >/tmp/p" } },
                        outputs = new { parameters = new object[] { new { name = "p", globalName = "all", valueFrom = new { path = "/tmp/p" } } } },
                    },
                    new { name = "script", inputs = new { parameters = inputs }, script = new { image = "alpine:latest", command = new[] { "sh" }, source = "printf 'by script: '; printf %s '{{inputs.parameters.text}}' | wc -c" } },
                    new
                    {
                        name = "shell",
                        inputs = new { parameters = inputs },
                        container = new { image = "alpine:latest", command = new[] { "sh", "-c" }, args = new[] { "printf 'by shell: '; printf %s \"$(printf %s '{{inputs.parameters.text}}' | wc -c)\"; echo \" $0 $1\"", "zero", "one" } },
                    },
                    new
                    {
                        name = "file",
                        inputs = new { parameters = inputs, artifacts = new object[] { new { name = "raw", path = "/tmp/raw", raw = new { data = "{{inputs.parameters.text}}" } } } },
                        container = new { image = "alpine:latest", command = new[] { "sh", "-c" }, args = new[] { "printf 'by file: '; wc -c </tmp/raw" } },
                    },
                },
            },
        });
    }
}

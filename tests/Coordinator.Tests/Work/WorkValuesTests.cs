using System.Text;
using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Work;

/// <summary>What an order carries of large contents, and what its worker fetches.</summary>
public sealed class WorkValuesTests
{
    private static readonly string Mib = new('y', 1024 * 1024);

    [Fact]
    public void MentionedValue_IsLeftToTheWorker_InAnOrderThatIsSmall()
    {
        var value = Value(Mib);
        var values = new WorkValues(Scope(value));

        var work = values.Shorten(new TaskWork
        {
            Pod = new PodWork
            {
                Containers = [new ContainerWork { Name = "main", Image = "a", Files = [Parted("/script", new ContentPart("echo "u8.ToArray(), null), Named(value)), new FileWork("/small", "small"u8.ToArray())] }],
                Artifacts = [new ArtifactInput { Name = "in", Path = "/in", RawParts = [Named(value)] }],
            },
        });

        Assert.Equal([new ValueReference(value.Sha256, Mib.Length)], values.Taken);
        Assert.Equal([value.Sha256, value.Sha256], [work.Pod!.Containers[0].Files[0].Parts![1].Stored!.Sha256, work.Pod.Artifacts[0].RawParts![0].Stored!.Sha256]);
        Assert.Equal("small", Encoding.UTF8.GetString(work.Pod.Containers[0].Files[1].Content));
        Assert.False(WorkSize.IsOver(work, 64 * 1024));
    }

    [Fact]
    public void MentionedValue_ThatFitsIntoTheOrder_NeedsNoStore()
    {
        var value = Value(new string('y', 100_000));
        var values = new WorkValues(Scope(value));

        var work = values.Shorten(new TaskWork { HttpCall = new HttpCallWork { Url = "http://a/", BodyParts = [new ContentPart("<"u8.ToArray(), null), Named(value), new ContentPart(">"u8.ToArray(), null)] } });

        Assert.Null(values.Taken);
        Assert.Equal(($"<{value.Text}>", null), (Encoding.UTF8.GetString(work.HttpCall!.Body!), work.HttpCall.BodyParts));
    }

    [Fact]
    public void MentionedValue_OfACoordinatorWithoutAStore_IsInTheOrder()
    {
        var value = Value(Mib);
        var values = new WorkValues(Scope(value) with { HasStore = false });

        var work = values.Shorten(new TaskWork { HttpCall = new HttpCallWork { Url = "http://a/", BodyParts = [Named(value)] } });

        Assert.Null(values.Taken);
        Assert.Equal(value.Text, Encoding.UTF8.GetString(work.HttpCall!.Body!));
    }

    // The text of a manifest: nothing is mentioned.
    [Fact]
    public void Content_ThatIsAValueAsAWhole_IsLeftToTheWorker()
    {
        var (value, other) = (Value(Mib), new string('z', 1024 * 1024));
        var values = new WorkValues(Scope(value));

        var work = values.Shorten(new TaskWork { Pod = new PodWork { Containers = [new ContainerWork { Name = "main", Image = "a", Files = [new FileWork("/a", Encoding.UTF8.GetBytes(Mib)), new FileWork("/b", Encoding.UTF8.GetBytes(other))] }] } });

        Assert.Equal([new ValueReference(value.Sha256, Mib.Length)], values.Taken);
        Assert.Equal((0, value.Sha256, other), (work.Pod!.Containers[0].Files[0].Content.Length, work.Pod.Containers[0].Files[0].Parts![0].Stored!.Sha256, Encoding.UTF8.GetString(work.Pod.Containers[0].Files[1].Content)));
    }

    private static StoredValue Value(string text) => new(ValueStore.DigestOf(Encoding.UTF8.GetBytes(text)).Sha256, text);

    private static WorkScope Scope(StoredValue value) => new(Guid.Empty, "ci", "build", new WorkflowSpec()) { HasStore = true, Value = sha256 => sha256 == value.Sha256 ? value : null };

    private static ContentPart Named(StoredValue value) => new(null, new ValueReference(value.Sha256, value.Bytes));

    private static FileWork Parted(string path, params ContentPart[] parts) => new(path, []) { Parts = parts };
}

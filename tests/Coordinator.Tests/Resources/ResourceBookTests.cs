using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Resources;

public sealed class ResourceBookTests
{
    private static readonly ResourceKey Key = new(ResourceKinds.ConfigMap, "default", "limits");
    private readonly ResourceBook _book = new(new SecretCipher([SecretKey.Create()]));

    [Theory]
    [InlineData(ResourceAction.Create, ResourceOutcome.Created, ResourceOutcome.Exists)]
    [InlineData(ResourceAction.Apply, ResourceOutcome.Created, ResourceOutcome.Configured)]
    [InlineData(ResourceAction.Update, ResourceOutcome.NotFound, ResourceOutcome.Configured)]
    [InlineData(ResourceAction.Delete, ResourceOutcome.NotFound, ResourceOutcome.Deleted)]
    public void Decide_DependsOnWhetherItIsThere(ResourceAction action, ResourceOutcome absent, ResourceOutcome present)
    {
        Assert.Equal(absent, Decide(Change(action, "1")).Reply.Outcome);
        _book.Take(Row("0") with { Version = 7 });
        Assert.Equal(present, Decide(Change(action, "1")).Reply.Outcome);
    }

    [Fact]
    public void Decide_SameManifest_IsUnchanged_AndWritesNothing()
    {
        _book.Take(Row("1"));

        var (reply, write) = Decide(Change(ResourceAction.Apply, "1"));

        Assert.Equal(ResourceOutcome.Unchanged, reply.Outcome);
        Assert.Null(write);
    }

    [Fact]
    public void Decide_NamedVersionIsNotThePresentOne_IsStale_AlsoWithinAGroup()
    {
        _book.Take(Row("0") with { Version = 7 });
        Assert.Equal(ResourceOutcome.Stale, Decide(Change(ResourceAction.Update, "1") with { Version = 6 }).Reply.Outcome);

        var (_, write) = Decide(Change(ResourceAction.Update, "1") with { Version = 7 });
        Assert.Equal(2, write!.Generation);
        _book.Take(write);

        Assert.Equal(ResourceOutcome.Stale, Decide(Change(ResourceAction.Update, "2") with { Version = 7 }).Reply.Outcome);
    }

    [Fact]
    public void ConfigMapValue_FollowsChangesAndDeletion()
    {
        Assert.Null(_book.ConfigMapValue("default", "limits", "a"));
        var first = Row("1");
        _book.Take(first);
        Assert.Equal("1", _book.ConfigMapValue("default", "limits", "a"));
        Assert.Null(_book.ConfigMapValue("default", "limits", "b"));
        Assert.Null(_book.ConfigMapValue("team", "limits", "a"));
        _book.Take(first with { Manifest = Manifest("2") });
        Assert.Equal("2", _book.ConfigMapValue("default", "limits", "a"));

        // The name was given to another one before the tombstone of the first is seen.
        _book.Take(Row("3"));
        _book.Take(first with { Deleted = true });
        Assert.Equal("3", _book.ConfigMapValue("default", "limits", "a"));
        _book.Take(_book.Find(Key)! with { Deleted = true });
        Assert.Null(_book.ConfigMap("default", "limits"));
    }

    [Fact]
    public void ConfigMapData_ReadsBinaryDataAsText()
        => Assert.Equal("hello", ConfigMapData.Read(Encoding.UTF8.GetBytes("""{"binaryData":{"a":"aGVsbG8="}}"""))["a"]);

    private (ResourceReply Reply, ResourceRow? Write) Decide(ResourceChange change) => _book.Decide(change, Guid.NewGuid(), DateTimeOffset.UnixEpoch);

    private static ResourceChange Change(ResourceAction action, string value) => new(action, Key) { Manifest = action == ResourceAction.Delete ? default : Manifest(value) };

    private static ResourceRow Row(string value) => new() { Uid = Guid.NewGuid(), Key = Key, Generation = 1, CreatedAt = DateTimeOffset.UnixEpoch, Manifest = Manifest(value) };

    private static byte[] Manifest(string value) => Encoding.UTF8.GetBytes($$$"""{"data":{"a":"{{{value}}}"}}""");
}

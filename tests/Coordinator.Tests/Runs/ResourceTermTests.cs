using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Runs;

public sealed class ResourceTermTests : TermTest
{
    private static readonly ResourceKey Key = new(ResourceKinds.ConfigMap, "default", "limits");

    [Fact]
    public async Task Change_IsAnsweredAfterItsCommit_WithItsVersion()
    {
        var term = await LeadAsync();

        var made = await ChangeAsync(term, ResourceAction.Create, "1");
        var same = await ChangeAsync(term, ResourceAction.Apply, "1");
        var changed = await ChangeAsync(term, ResourceAction.Apply, "2");

        Assert.Equal([ResourceOutcome.Created, ResourceOutcome.Unchanged, ResourceOutcome.Configured], new[] { made, same, changed }.Select(reply => reply.Outcome));
        Assert.Equal(made.Row!.Version, same.Row!.Version);
        Assert.True(changed.Row!.Version > made.Row.Version);
        var stored = (await Store.FindResourceAsync(Key, Token))!;
        Assert.Equal((changed.Row.Version, 2L, made.Row.Uid), (stored.Version, stored.Generation, stored.Uid));
    }

    [Fact]
    public async Task Changes_OfOneGroup_SeeEachOther()
    {
        var term = await LeadAsync();
        var version = (await ChangeAsync(term, ResourceAction.Create, "1")).Row!.Version;

        var inputs = Enumerable.Range(0, 20).Select(i => new ResourceInput(Change(ResourceAction.Update, $"{i + 2}") with { Version = version })).ToArray();
        foreach (var input in inputs) term.Post(input);
        var replies = await Task.WhenAll(inputs.Select(input => input.Reply.WaitAsync(Patience, Token)));

        Assert.Equal(ResourceOutcome.Configured, replies[0].Outcome);
        Assert.All(replies.Skip(1), reply => Assert.Equal(ResourceOutcome.Stale, reply.Outcome));
    }

    [Fact]
    public async Task FailedCommit_DropsWhatMemoryHeld_AndTheChangeIsDecidedAnew()
    {
        var term = await LeadAsync();
        var failures = 1;
        Store.OnCommit = batch =>
        {
            if (batch.Resources.Count > 0 && failures-- > 0) throw new InvalidOperationException("the store stumbled");
        };

        Assert.Equal(ResourceOutcome.Created, (await ChangeAsync(term, ResourceAction.Create, "1")).Outcome);
        Assert.Single((await Store.ResourceChangesAsync(0, Token)).Items);
    }

    [Fact]
    public async Task NextLeader_WithANewKey_SealsSecretsAnew_SoThatTheOldOneIsNotNeededAnyMore()
    {
        var (old, @new) = (SecretKey.Create(), SecretKey.Create());
        Secrets = new SecretCipher([old]);
        var first = await LeadAsync();
        var draft = ResourceReader.Read(
            ResourceKinds.Secret, "ci", System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>("""{"metadata":{"name":"login"},"stringData":{"password":"hunter2"}}"""), new(), Secrets);
        var input = new ResourceInput(new ResourceChange(ResourceAction.Create, draft.Key) { Manifest = draft.Manifest });
        first.Post(input);
        await input.Reply.WaitAsync(Patience, Token);
        await EndAsync(first);

        Secrets = new SecretCipher([@new, old]);
        await LeadAsync("b");

        var renewed = new SecretCipher([@new]);
        ResourceRow? row = null;
        while (row is null || SecretData.Read(row.Manifest).Values.Any(renewed.IsOld))
        {
            Token.ThrowIfCancellationRequested();
            await Task.Delay(20, Token);
            row = await Store.FindResourceAsync(draft.Key, Token);
        }

        Assert.Equal("hunter2", renewed.OpenText(new Sealed(SecretData.Read(row.Manifest)["password"], "secret/ci/login/password")));
        Assert.Equal(1, row.Generation);
    }

    [Fact]
    public async Task NextLeader_DecidesOnWhatIsStored()
    {
        var first = await LeadAsync();
        await ChangeAsync(first, ResourceAction.Create, "1");
        await EndAsync(first);

        var second = await LeadAsync("b");

        Assert.Equal(ResourceOutcome.Exists, (await ChangeAsync(second, ResourceAction.Create, "2")).Outcome);
        Assert.Equal(ResourceOutcome.Deleted, (await ChangeAsync(second, ResourceAction.Delete, "")).Outcome);
        Assert.Equal(ResourceOutcome.NotFound, (await ChangeAsync(second, ResourceAction.Delete, "")).Outcome);
        Assert.True(Assert.Single((await Store.ResourceChangesAsync(0, Token)).Items).Deleted);
    }

    private async Task<ResourceReply> ChangeAsync(LeaderTerm term, ResourceAction action, string value)
    {
        var input = new ResourceInput(Change(action, value));
        term.Post(input);
        return await input.Reply.WaitAsync(Patience, Token);
    }

    private static ResourceChange Change(ResourceAction action, string value) => new(action, Key)
    {
        Manifest = action == ResourceAction.Delete ? default : Encoding.UTF8.GetBytes($$$"""{"data":{"a":"{{{value}}}"}}"""),
    };
}

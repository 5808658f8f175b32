namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet sync</c>: limits of semaphores, in a data folder without a server.</summary>
public sealed class SyncCommandTests : IDisposable
{
    private readonly CliRun cli = new();

    [Fact]
    public async Task Limit_IsMadeShownChangedAndDeleted_AsArgoPrints()
    {
        Assert.Equal(0, await cli.RunAsync(null, "sync", "create", "builds", "--type", "database", "--limit", "2", "-n", "shop"));
        Assert.Equal(["Sync limit created", "Key: builds", "Type: database", "Namespace: shop", "Limit: 2"], Lines());

        Assert.Equal(0, await cli.RunAsync(null, "sync", "update", "builds", "--type", "DATABASE", "--limit", "5", "-n", "shop"));
        Assert.Equal(0, await cli.RunAsync(null, "sync", "get", "builds", "--type", "database", "-n", "shop"));
        Assert.Equal(["Key: builds", "Type: database", "Namespace: shop", "Limit: 5"], Lines());

        Assert.Equal(1, await cli.RunAsync(null, "sync", "get", "builds", "--type", "database"));
        Assert.Equal("fleet: Database sync limit not found in namespace \"default\".\n", cli.Error);

        Assert.Equal(0, await cli.RunAsync(null, "sync", "delete", "builds", "--type", "database", "-n", "shop"));
        Assert.Equal(["Sync limit deleted"], Lines());
    }

    [Theory]
    [InlineData("--type must be 'database'", "create", "k", "--limit", "1")]
    [InlineData("limits of ConfigMaps are changed with the ConfigMap itself", "create", "k", "--limit", "1", "--type", "configmap")]
    [InlineData("'create' needs --limit.", "create", "k", "--type", "database")]
    [InlineData("'get' takes no --limit.", "get", "k", "--type", "database", "--limit", "1")]
    [InlineData("limit must be greater than zero", "create", "k", "--type", "database", "--limit", "0")]
    public async Task Mistake_IsASentence(string sentence, params string[] arguments)
    {
        Assert.Equal(2, await cli.RunAsync(null, ["sync", .. arguments]));
        Assert.StartsWith("fleet: " + sentence, cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
    }

    public void Dispose() => cli.Dispose();

    private string[] Lines() => cli.Out.TrimEnd().Split('\n');
}

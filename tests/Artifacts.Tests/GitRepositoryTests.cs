using Fleet.Artifacts.Git;

namespace Fleet.Artifacts.Tests;

/// <summary>On git's own server (<c>git http-backend</c>) over HTTP, with a user and without.</summary>
public sealed class GitRepositoryTests(GitServer server) : IClassFixture<GitServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, null, "one.txt two.txt")]
    [InlineData("v1", null, null, "one.txt")]
    [InlineData("side", null, null, "one.txt side.txt sub/inner.txt two.txt")]
    [InlineData("refs/heads/side", null, null, "one.txt side.txt sub/inner.txt two.txt")]
    [InlineData("heads/side", null, null, "one.txt side.txt sub/inner.txt two.txt")]
    [InlineData("refs/heads/side", "main", 1, "one.txt side.txt sub/inner.txt two.txt")]
    [InlineData("refs/tags/v1", null, null, "one.txt")]
    [InlineData(null, "side", null, "one.txt side.txt sub/inner.txt two.txt")]
    [InlineData(null, null, 1, "one.txt two.txt")]
    [InlineData("v1", "main", 1, "one.txt")]
    public async Task Revision_IsCheckedOut_WithItsSubmodules(string? revision, string? branch, int? depth, string files)
    {
        using var fetched = await new GitRepository(Options("open/repo.git") with { Revision = revision, Branch = branch, Depth = depth, SingleBranch = depth is not null }, TimeProvider.System).FetchAsync(Token);

        Assert.Equal(files, Files(fetched!.Path));
        if (depth == 1 && revision is null)
            Assert.Equal("1", (await GitBackend.RunAsync(fetched.Path, "rev-list", "--count", "HEAD")).Trim());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    public async Task Repository_WithoutACommit_IsAnEmptyFolder(string? revision)
    {
        using var fetched = await new GitRepository(Options("open/empty.git") with { Revision = revision }, TimeProvider.System).FetchAsync(Token);

        Assert.Equal("", Files(fetched!.Path));
        Assert.True(Directory.Exists(Path.Combine(fetched.Path, ".git")));
    }

    [Fact]
    public async Task Submodules_StayEmpty_WhenAskedFor()
    {
        using var fetched = await new GitRepository(Options("open/repo.git") with { Revision = "side", DisableSubmodules = true }, TimeProvider.System).FetchAsync(Token);

        Assert.Equal("one.txt side.txt two.txt", Files(fetched!.Path));
    }

    [Fact]
    public async Task Fetch_BringsOtherReferences()
    {
        using var fetched = await new GitRepository(
            Options("open/repo.git") with { Branch = "main", SingleBranch = true, Fetch = ["refs/heads/side:refs/heads/other"], Revision = "other", DisableSubmodules = true }, TimeProvider.System).FetchAsync(Token);

        Assert.Equal("one.txt side.txt two.txt", Files(fetched!.Path));
    }

    [Fact]
    public async Task User_IsToldToTheServer_AndStaysOutOfTheArtifact()
    {
        using var fetched = await new GitRepository(Options("closed/repo.git") with { UserName = "me", Password = "pa$$'word" }, TimeProvider.System).FetchAsync(Token);

        Assert.Equal("one.txt two.txt", Files(fetched!.Path));
        Assert.DoesNotContain("word", await File.ReadAllTextAsync(Path.Combine(fetched.Path, ".git/config"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_ThatIsWrong_IsRefused_WithoutAPrompt()
    {
        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => new GitRepository(Options("closed/repo.git") with { UserName = "me", Password = "wrong-one" }, TimeProvider.System).FetchAsync(Token));

        Assert.Contains("git clone failed", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArtifactRefusedException>(() => new GitRepository(Options("closed/repo.git"), TimeProvider.System).FetchAsync(Token));
    }

    [Fact]
    public async Task Revision_ThatIsNotThere_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => new GitRepository(Options("open/repo.git") with { Revision = "gone" }, TimeProvider.System).FetchAsync(Token));

        Assert.Contains("there is no revision 'gone'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsUnavailable() => await Assert.ThrowsAsync<StoreUnavailableException>(() =>
        new GitRepository(new GitOptions { Repository = "http://127.0.0.1:1/repo.git" }, TimeProvider.System).FetchAsync(Token));

    [Fact]
    public async Task Server_ThatIsSilent_IsUnavailable()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            new GitRepository(new GitOptions { Repository = $"http://{listener.LocalEndpoint}/repo.git" }, TimeProvider.System, new SilenceLimit(TimeSpan.FromSeconds(1), TimeProvider.System)).FetchAsync(Token));

        Assert.Contains($"git repository http://{listener.LocalEndpoint}/repo.git: git clone failed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--upload-pack=touch /tmp/x", null)]
    [InlineData("/etc", null)]
    [InlineData("file:///etc", null)]
    [InlineData("ext::sh -c touch% /tmp/x", null)]
    [InlineData("ssh://-oProxyCommand=x/y", null)]
    [InlineData("host", null)]
    [InlineData("-x@host:path", null)]
    [InlineData("https://host/x", "--output=/tmp/x")]
    [InlineData("https://host/x", "a\nb")]
    public async Task Words_ThatGitWouldTakeForSomethingElse_AreRefused(string repository, string? revision)
    {
        var options = new GitOptions { Repository = repository, Revision = revision };

        Assert.NotNull(options.Problem());
        Assert.NotNull((options with { Repository = "https://host/x", Revision = null, Fetch = ["-x"] }).Problem());
        await Assert.ThrowsAsync<ArtifactRefusedException>(() => new GitRepository(options, TimeProvider.System).FetchAsync(Token));
    }

    [Theory]
    [InlineData("git@github.com:argoproj/argo.git")]
    [InlineData("ssh://git@host:22/path")]
    [InlineData("https://user@host/path")]
    public void Addresses_OfOtherMachines_AreTaken(string repository) => Assert.Null(new GitOptions { Repository = repository }.Problem());

    private GitOptions Options(string path) => new() { Repository = server.Address + path };

    private static string Files(string folder) => string.Join(' ', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path)).Where(path => !path.StartsWith(".git", StringComparison.Ordinal) && !path.EndsWith("/.git", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}

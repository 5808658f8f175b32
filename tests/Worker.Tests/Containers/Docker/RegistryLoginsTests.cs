using System.Text;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

public sealed class RegistryLoginsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-logins-").FullName;
    private readonly FakeHelper _helper = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Find_WithoutAFile_IsAnonymous() => Assert.Null(await FindAsync("ghcr.io"));

    [Theory]
    [InlineData("ghcr.io", "ghcr.io")]
    [InlineData("https://ghcr.io/v2/", "ghcr.io")]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    public async Task Find_InAuths_DecodesUserAndPassword(string entry, string registry)
    {
        Write($$$"""{"auths": {"other.io": {"auth": "eDp5"}, "{{{entry}}}": {"auth": "{{{Base64("me:pass:word")}}}"},}}""");

        var login = await FindAsync(registry);

        Assert.Equal(("me", "pass:word"), (login?.Username, login?.Password));
        Assert.Null(await FindAsync("quay.io"));
    }

    [Fact]
    public async Task Find_IdentityToken_IsPassedOn()
    {
        Write("""{"auths": {"acr.io": {"identitytoken": "secret"}}}""");

        Assert.Equal("secret", (await FindAsync("acr.io"))?.IdentityToken);
    }

    [Fact]
    public async Task Find_HelperOfTheRegistry_GoesBeforeTheStore()
    {
        Write("""{"credHelpers": {"ghcr.io": "special"}, "credsStore": "general", "auths": {"ghcr.io": {}, "quay.io": {}}}""");
        _helper.Logins[("special", "ghcr.io")] = new StoredCredential("a", "1");
        _helper.Logins[("general", "quay.io")] = new StoredCredential("<token>", "2");
        _helper.Logins[("general", "https://index.docker.io/v1/")] = new StoredCredential("hub", "3");

        Assert.Equal("a", (await FindAsync("ghcr.io"))?.Username);
        Assert.Equal("2", (await FindAsync("quay.io"))?.IdentityToken);
        Assert.Equal("hub", (await FindAsync("docker.io"))?.Username);
    }

    [Fact]
    public async Task Find_StoreWithoutTheLogin_FallsBackToTheFile()
    {
        Write($$$"""{"credsStore": "general", "auths": {"ghcr.io": {"auth": "{{{Base64("file:1")}}}"}, "quay.io": {} } }""");

        Assert.Equal("file", (await FindAsync("ghcr.io"))?.Username);
        Assert.Null(await FindAsync("quay.io"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    public async Task Find_BrokenFile_SaysWhichAndWhatToDo(string content)
    {
        Write(content);

        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => FindAsync("ghcr.io"));

        Assert.Contains(Path.Combine(_folder, "config.json"), error.Message, StringComparison.Ordinal);
    }

    private Task<global::Docker.DotNet.Models.AuthConfig?> FindAsync(string registry) => new RegistryLogins(_folder, _helper).FindAsync(registry, Token);

    private void Write(string json) => File.WriteAllText(Path.Combine(_folder, "config.json"), json);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private sealed class FakeHelper : ICredentialHelper
    {
        public Dictionary<(string Store, string Server), StoredCredential> Logins { get; } = [];

        public Task<StoredCredential?> GetAsync(string store, string server, CancellationToken cancellationToken) => Task.FromResult(Logins.GetValueOrDefault((store, server)));
    }
}

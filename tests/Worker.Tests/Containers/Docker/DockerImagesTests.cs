using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;
using ContainerSpec = Fleet.Worker.Containers.ContainerSpec;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>Pulls by the real engine from a registry with a login.</summary>
public sealed class DockerImagesTests : DockerTest
{
    private readonly FakeRegistry _registry = new("fleet", "pass:word");
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-docker-config-").FullName;

    protected override DockerRuntimeOptions Options => new() { ConfigDirectory = _folder, PullAttempts = 2 };

    private string Image => $"{_registry.Host}/team/image:1";

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await Client.Images.DeleteImageAsync(Image, new ImageDeleteParameters { Force = true }, CancellationToken.None);
        }
        catch (global::Docker.DotNet.DockerImageNotFoundException)
        {
            // It was never pulled.
        }
        await base.DisposeAsync();
        await _registry.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task Pull_WithTheLoginOfConfigJson_GetsTheImage_WithProgress()
    {
        await LoginAsync("fleet:pass:word");
        var progress = new Recorder();

        await Runtime.PrepareAsync(SpecOf(null), progress, Token);

        Assert.NotNull(await Client.Images.InspectImageAsync(Image, Token));
        Assert.Equal((Image, 100), (progress.Seen[^1].Image, progress.Seen[^1].Percent));
        Assert.Equal(progress.Seen.Select(seen => seen.Percent ?? 0).Order(), progress.Seen.Select(seen => seen.Percent ?? 0));
    }

    [Theory]
    [InlineData("""{"auths":{"other.io":{"auth":"eDp5"},"HOST":{"auth":"AUTH"}}}""")]
    [InlineData("""{"HOST":{"username":"fleet","password":"pass:word"}}""")]
    public async Task Pull_WithTheLoginOfTheTask_GetsTheImage_TheWorkersOwnIsNotAsked(string config)
    {
        await LoginAsync("fleet:wrong");
        var login = config.Replace("HOST", _registry.Host, StringComparison.Ordinal).Replace("AUTH", Convert.ToBase64String("fleet:pass:word"u8), StringComparison.Ordinal);

        await Runtime.PrepareAsync(WithSecret(login), null, Token);

        Assert.NotNull(await Client.Images.InspectImageAsync(Image, Token));
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("[\"hunter2\"]")]
    public async Task Pull_WithASecretThatIsNoLogin_IsRefused_AndShowsNothingOfIt(string config)
    {
        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.PrepareAsync(WithSecret(config), null, Token));

        Assert.Contains("the Secret registry of imagePullSecrets", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fleet:wrong")]
    public async Task Pull_WithoutTheRightLogin_IsRefused(string? login)
    {
        if (login is not null)
            await LoginAsync(login);

        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.PrepareAsync(SpecOf(null), null, Token));

        Assert.Contains(Image, error.Message, StringComparison.Ordinal);
        Assert.Contains("docker login", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_OfAnUnknownTag_IsRefusedAtOnce()
    {
        await LoginAsync("fleet:pass:word");
        var spec = Spec(Shell("true") with { Image = $"{_registry.Host}/team/image:2" });

        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.PrepareAsync(spec, null, Token));

        Assert.Contains("image:2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_TheRegistryStumbles_IsTriedAgain()
    {
        await LoginAsync("fleet:pass:word");
        _registry.Failures = 1;

        await Runtime.PrepareAsync(SpecOf(null), null, Token);

        Assert.NotNull(await Client.Images.InspectImageAsync(Image, Token));
    }

    [Fact]
    public async Task Policy_SaysWhetherTheRegistryIsAsked()
    {
        await LoginAsync("fleet:pass:word");

        await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.PrepareAsync(SpecOf("Never"), null, Token));
        Assert.Equal(0, _registry.ManifestsServed);
        await Runtime.PrepareAsync(SpecOf("IfNotPresent"), null, Token);
        var once = _registry.ManifestsServed;
        Assert.True(once > 0);
        await Runtime.PrepareAsync(SpecOf("IfNotPresent"), null, Token);
        Assert.Equal(once, _registry.ManifestsServed);
        await Runtime.PrepareAsync(SpecOf("Always"), null, Token);
        Assert.True(_registry.ManifestsServed > once);
        await Runtime.PrepareAsync(SpecOf("Never"), null, Token);
    }

    [Fact]
    public async Task Policy_Unknown_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.PrepareAsync(SpecOf("Sometimes"), null, Token));

        Assert.Contains("Sometimes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_WantedByManyAtOnce_IsMadeOnce()
    {
        await LoginAsync("fleet:pass:word");
        await Runtime.PrepareAsync(SpecOf(null), null, Token);
        var once = _registry.ManifestsServed;
        await Client.Images.DeleteImageAsync(Image, new ImageDeleteParameters { Force = true }, Token);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Runtime.PrepareAsync(SpecOf(null), new Recorder(), Token)));

        Assert.InRange(_registry.ManifestsServed - once, 1, once);
    }

    private ContainerSpec WithSecret(string config)
    {
        var spec = SpecOf(null);
        return spec with { Pod = spec.Pod with { ImagePullSecrets = [new EnvironmentVariable("registry", config, Secret: true)] } };
    }

    private ContainerSpec SpecOf(string? policy) => Spec(new ContainerWork { Name = "main", Image = Image, ImagePullPolicy = policy });

    private Task LoginAsync(string login) => File.WriteAllTextAsync(
        Path.Combine(_folder, "config.json"),
        JsonSerializer.Serialize(new { auths = new Dictionary<string, object> { [_registry.Host] = new { auth = Convert.ToBase64String(Encoding.UTF8.GetBytes(login)) } } }), Token);

    private sealed class Recorder : IProgress<PullProgress>
    {
        public List<PullProgress> Seen { get; } = [];

        public void Report(PullProgress value)
        {
            lock (Seen)
                Seen.Add(value);
        }
    }
}

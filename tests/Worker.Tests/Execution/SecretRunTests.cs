using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Execution;

public sealed class SecretRunTests
{
    private static readonly SecretCipher Cipher = new([SecretKey.Create()]);

    [Fact]
    public void Open_VariablesFilesHeadersAndLogins_AreOpened_TheOrderStaysSealed()
    {
        var work = new TaskWork
        {
            Pod = new PodWork
            {
                Init = [Container("init")],
                Containers = [Container("main")],
                Sidecars = [Container("side")],
                ImagePullSecrets = [Variable("registry", "login")],
                Artifacts = [new ArtifactInput { Name = "in", Path = "/in", Key = "k", Place = new ArtifactPlace("{}") { Secrets = [Variable("s/a", "of the input")] } }],
                Outputs = new TaskOutputs { Artifacts = [new ArtifactOutput { Name = "out", Path = "/out", Key = "k", Place = new ArtifactPlace("{}") { Secrets = [Variable("s/a", "of the output")] } }] },
            },
            HttpCall = new HttpCallWork { Url = "http://x", Headers = [Variable("A", "header"), new EnvironmentVariable("B", "plain")] },
        };

        var opened = OpenedWork.Of(work, Cipher);

        foreach (var container in opened.Work.Pod!.Init.Concat(opened.Work.Pod.Containers).Concat(opened.Work.Pod.Sidecars))
        {
            Assert.Equal(("of " + container.Name, true, null), (container.Env[0].Value, container.Env[0].Secret, container.Env[0].Sealed));
            Assert.Equal("file of " + container.Name, Encoding.UTF8.GetString(container.Files[0].Content));
        }

        Assert.Equal(("of the input", "of the output"), (opened.Work.Pod!.Artifacts[0].Place!.Secrets[0].Value, opened.Work.Pod.Outputs.Artifacts[0].Place!.Secrets[0].Value));
        Assert.Equal("login", opened.Work.Pod.ImagePullSecrets[0].Value);
        Assert.Equal(["header", "plain"], opened.Work.HttpCall!.Headers.Select(header => header.Value));
        Assert.Equal("", work.Pod.Containers[0].Env[0].Value);
        Assert.Contains("file of main", opened.Secrets.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void Open_PlacesOfArtifacts_EachByItself()
    {
        static ArtifactPlace Place() => new("{}") { Secrets = [Variable("s/a", "key")] };

        var listing = OpenedWork.Of(new TaskWork { ListArtifacts = new ListArtifactsWork { Place = Place() } }, Cipher);
        var stored = OpenedWork.Of(new TaskWork { Pod = WorkerHarness.Pod() with { Outputs = new TaskOutputs { Artifacts = [new ArtifactOutput { Name = "a", Path = "/a", Key = "k", Place = Place() }] } } }, Cipher);

        Assert.Equal("key", listing.Work.ListArtifacts!.Place!.Secrets[0].Value);
        Assert.Equal("key", stored.Work.Pod!.Outputs.Artifacts[0].Place!.Secrets[0].Value);
        Assert.Empty(stored.Secrets);
    }

    [Fact]
    public async Task Open_AVariableWhoseSecretIsNoText_IsRefused_AndAFileHasItsBytes()
    {
        byte[] bytes = [0x70, 0xff, 0xfe];
        var main = new ContainerWork { Name = "main", Image = "alpine" };
        await using var worker = new WorkerHarness(secrets: Cipher);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod() with { Containers = [main with { Env = [new EnvironmentVariable("KEYSTORE", "") { Sealed = Cipher.Seal(bytes, "secret default/login/keystore") }] }] }));
        var end = await worker.FinishedAsync();
        var file = OpenedWork.Of(new TaskWork { Pod = WorkerHarness.Pod() with { Containers = [main with { Files = [new FileWork("/k", []) { Sealed = Cipher.Seal(bytes, "k") }] }] } }, Cipher);

        Assert.Equal((TaskEnd.Refused, "worker w1: 'KEYSTORE' must be text, and secret default/login/keystore is none in UTF-8; bytes can be had as a file: mount the Secret as a volume"), (end.End, end.Message));
        Assert.Equal(bytes, file.Work.Pod!.Containers[0].Files[0].Content);
    }

    [Fact]
    public void Open_WithoutSecrets_IsTheSameWork()
    {
        var work = new TaskWork { Pod = WorkerHarness.Pod() };

        Assert.Same(work, OpenedWork.Of(work, SecretCipher.None).Work);
    }

    [Fact]
    public async Task Run_OnAWorkerWithoutTheKey_IsRefusedWithASentence()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod() with { Containers = [Container("main")] }));

        var end = await worker.FinishedAsync();

        Assert.Equal(TaskEnd.Refused, end.End);
        Assert.Matches("^worker w1: secret/default/a/b is sealed with the secret key [0-9a-f]{8}, which is not here .*FLEET_SECRET_KEY", end.Message);
        Assert.Equal(0, worker.Engine.Created);
    }

    private static ContainerWork Container(string name) => new()
    {
        Name = name,
        Image = "alpine",
        Env = [Variable("A", "of " + name)],
        Files = [new FileWork("/f", []) { Sealed = Cipher.Seal("file of " + name, "secret/default/a/b") }],
    };

    private static EnvironmentVariable Variable(string name, string value) => new(name, "", Secret: true) { Sealed = Cipher.Seal(value, "secret/default/a/b") };
}

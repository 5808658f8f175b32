using System.Net;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>What is asked of engines by the version of their API; a listener that says one stands for the engine.</summary>
public sealed class EngineVersionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.44", VolumeMounts.Folders)]
    [InlineData("1.45", VolumeMounts.Files)]
    [InlineData("1.100", VolumeMounts.Files)]
    public async Task SubPaths_OfVolumes_AreMountedFromApi145On(string api, VolumeMounts mounts)
    {
        using var engine = Listen(out var endpoint);
        var asked = new List<JsonElement>();
        var answering = AnswerAsync(engine, api, asked);
        await using (var runtime = new DockerRuntime(new DockerRuntimeOptions { Endpoint = endpoint }, NullLogger<DockerRuntime>.Instance, TimeProvider.System))
        {
            var work = new ContainerWork { Name = "main", Image = "alpine", Mounts = [new MountWork("_input0", "/given/in.txt", "in.txt")] };
            var spec = new ContainerSpec
            {
                Name = "c",
                Work = work,
                Pod = new PodWork { Containers = [work] },
                Labels = new Dictionary<string, string>(),
                NetworkOf = "sandbox",
                Volumes = new Dictionary<string, string> { ["_input0"] = "volume" },
            };

            Assert.Equal(mounts, await runtime.VolumeMountsAsync(Token));
            if (mounts == VolumeMounts.Folders)
                Assert.Contains("that needs Docker Engine 26", (await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(spec, Token))).Message, StringComparison.Ordinal);
            else
                Assert.Equal("made", await runtime.CreateAsync(spec, Token));
        }

        engine.Stop();
        await answering;
        Assert.Equal(
            mounts == VolumeMounts.Folders ? [] : [("volume", "volume", "/given/in.txt", "in.txt")],
            asked.Select(body => body.GetProperty("HostConfig").GetProperty("Mounts")[0]).Select(mount => (
                mount.GetProperty("Type").GetString(), mount.GetProperty("Source").GetString(), mount.GetProperty("Target").GetString(), mount.GetProperty("VolumeOptions").GetProperty("Subpath").GetString())));
    }

    private static HttpListener Listen(out Uri endpoint)
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
            try
            {
                listener.Start();
                endpoint = new Uri($"tcp://127.0.0.1:{port}");
                return listener;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // Taken.
            }
        }
    }

    private static async Task AnswerAsync(HttpListener engine, string api, List<JsonElement> asked)
    {
        try
        {
            while (true)
            {
                var context = await engine.GetContextAsync();
                var path = context.Request.Url!.AbsolutePath;
                if (path.EndsWith("/containers/create", StringComparison.Ordinal))
                    asked.Add((await JsonDocument.ParseAsync(context.Request.InputStream, cancellationToken: Token)).RootElement);
                context.Response.ContentType = "application/json";
                await using (var answer = new StreamWriter(context.Response.OutputStream))
                {
                    await answer.WriteAsync(
                        path.EndsWith("/version", StringComparison.Ordinal) ? $$"""{"Version":"x","ApiVersion":"{{api}}","MinAPIVersion":"1.24"}"""
                        : path.EndsWith("/info", StringComparison.Ordinal) ? """{"ID":"engine","Name":"host","NCPU":2,"MemTotal":1073741824}"""
                        : """{"Id":"made","Warnings":[]}""");
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or InvalidOperationException && !engine.IsListening)
        {
            // It was stopped: while it waited, or before it was asked.
        }
    }
}

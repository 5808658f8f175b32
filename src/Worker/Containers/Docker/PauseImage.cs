using System.Formats.Tar;
using Docker.DotNet;
using Docker.DotNet.Models;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Docker;

/// <summary>The image of the container that keeps a pod's network: made on the engine when it is first needed, from <see cref="PauseProgram"/> alone.</summary>
internal sealed class PauseImage(DockerClient client, EngineCalls calls)
{
    private const string Repository = "fleet-pause";
    private const string Tag = "1";
    private const string Program = "/pause";

    /// <summary>The container.</summary>
    public static ContainerWork Container { get; } = new() { Name = "_sandbox", Image = $"{Repository}:{Tag}", Command = [Program] };

    /// <summary>Makes the image when it is not there.</summary>
    /// <exception cref="ContainerRefusedException">The engine is of an architecture that there is no program for.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await calls.FindAsync($"look up image {Container.Image}", token => client.Images.InspectImageAsync(Container.Image, token), cancellationToken) is not null)
            return;
        var architecture = (await calls.MakeAsync("ask for the engine's architecture", client.System.GetSystemInfoAsync, cancellationToken)).Architecture;
        var program = PauseProgram.For(architecture)
            ?? throw new ContainerRefusedException($"pods of several containers need an engine on x86_64 or aarch64; this one is on {architecture}");
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, Program.TrimStart('/')) { Mode = (UnixFileMode)0b101_101_101, ModificationTime = DateTimeOffset.UnixEpoch, DataStream = new MemoryStream(program, writable: false) },
                cancellationToken);
        }

        archive.Position = 0;
        await calls.MakeAsync(
            $"make image {Container.Image}",
            token => client.Images.CreateImageAsync(new ImagesCreateParameters { FromSrc = "-", Repo = Repository, Tag = Tag }, archive, null!, new Progress<JSONMessage>(), token),
            cancellationToken);
    }
}

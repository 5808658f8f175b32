using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Tests.Containers.Processes;

internal sealed class ProcessHarness : ShellHarness
{
    private static readonly Lazy<string> Scratch = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("fleet-process-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
        return folder;
    });

    protected override string Image => "the-host";

    public override async Task<IContainerRuntime> StartAsync(CancellationToken cancellationToken) => await ConnectAsync(new ProcessRuntimeOptions { Scratch = Scratch.Value }, cancellationToken);

    /// <summary>Here that is one without a command: it would need the entrypoint of its image.</summary>
    public override PodWork WithoutImage() => new() { Containers = [new ContainerWork { Name = "main", Image = "fleet-test/not-there:1" }] };

    // An error here would end the process as if it had crashed, whatever the tests said.
    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"{folder} is left: {error.Message}");
        }
    }

    /// <summary>A runtime on this machine; skips the test where tasks cannot be kept.</summary>
    public static async Task<ProcessRuntime> ConnectAsync(ProcessRuntimeOptions options, CancellationToken cancellationToken)
    {
        var runtime = new ProcessRuntime(options, NullLogger.Instance, TimeProvider.System);
        try
        {
            await runtime.InfoAsync(cancellationToken);
            return runtime;
        }
        catch (ContainerRefusedException e) when (!Environment.IsPrivilegedProcess)
        {
            await runtime.DisposeAsync();
            Assert.Skip(e.Message);
            throw;
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Dummy;

namespace Fleet.Worker.Tests.Containers.Dummy;

internal sealed class DummyHarness : RuntimeHarness
{
    public override bool HasFiles => false;

    public override Task<IContainerRuntime> StartAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IContainerRuntime>(new DummyRuntime(new DummyEngine(TimeProvider.System)));

    public override PodWork Pod(Behaviour behaviour) => Annotated(
        (DummyAnnotations.ExitCode, behaviour.ExitCode.ToString(CultureInfo.InvariantCulture)),
        (DummyAnnotations.Duration, behaviour.Endless ? "1h" : "0"),
        (DummyAnnotations.Result, behaviour.Stdout),
        (DummyAnnotations.Logs, behaviour.Stderr),
        (DummyAnnotations.Parameters, JsonSerializer.Serialize(behaviour.Writes.ToDictionary(file => Path.GetFileNameWithoutExtension(file.Key), file => file.Value))));

    public override PodWork WithoutImage() => Annotated((DummyAnnotations.FailPull, "not there"));

    public static PodWork Annotated(params (string Name, string Value)[] annotations) => new()
    {
        Containers = [new ContainerWork { Name = "main", Image = "alpine" }],
        Annotations = annotations.ToDictionary(annotation => annotation.Name, annotation => annotation.Value),
    };
}

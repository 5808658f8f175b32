using System.Globalization;
using System.Text;
using System.Text.Json;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Dummy;

/// <summary>What a dummy container does, read from <see cref="DummyAnnotations"/>.</summary>
internal sealed record DummyBehaviour
{
    private static readonly DummyBehaviour Default = new();

    private static readonly DummyBehaviour UntilStopped = new() { Duration = Timeout.InfiniteTimeSpan };

    public int ExitCode { get; init; }

    /// <summary>Infinite: until it is stopped.</summary>
    public TimeSpan Duration { get; init; }

    public string? Result { get; init; }

    public string? Logs { get; init; }

    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    public string? FailPull { get; init; }

    public string? FailCreate { get; init; }

    public string? FailStart { get; init; }

    public bool OutOfMemory { get; init; }

    public int EngineFails { get; init; }

    public int EngineKills { get; init; }

    /// <summary>What the pod's annotations say about this container.</summary>
    /// <exception cref="ContainerRefusedException">An annotation is unknown or has a wrong value.</exception>
    public static DummyBehaviour Of(ContainerSpec spec)
    {
        var name = spec.Work.Name;
        var behaviour = spec.Pod.Sidecars.Any(sidecar => sidecar.Name == name) ? UntilStopped : Default;
        if (spec.Pod.Annotations.Count == 0)
            return behaviour;
        if (spec.Pod.Containers.Any(main => main.Name == name))
            behaviour = Parse(spec.Pod, behaviour, "");
        return Parse(spec.Pod, behaviour, name + ".");
    }

    /// <summary>Content of a file that the container has written: the value of the output parameter with that path, nothing for an output artifact; null: no such file.</summary>
    public byte[]? FileAt(string path, TaskOutputs outputs)
    {
        var parameter = outputs.Parameters.FirstOrDefault(output => output.Path == path);
        return parameter is not null && Parameters is not null && Parameters.TryGetValue(parameter.Name, out var value) ? Encoding.UTF8.GetBytes(value)
            : outputs.Artifacts.Any(artifact => artifact.Path == path) ? [] : null;
    }

    // Those for main containers in general, or for the one that is named before the dot.
    private static DummyBehaviour Parse(PodWork pod, DummyBehaviour behaviour, string container)
    {
        foreach (var (written, value) in pod.Annotations)
        {
            if (!written.StartsWith(DummyAnnotations.Prefix, StringComparison.Ordinal))
                continue;
            var owner = written[DummyAnnotations.Prefix.Length..(written.LastIndexOf('.') + 1 is var end && end > DummyAnnotations.Prefix.Length ? end : DummyAnnotations.Prefix.Length)];
            if (owner.Length > 0 && pod.Containers.Concat(pod.Init).Concat(pod.Sidecars).All(known => known.Name != owner[..^1]))
                throw new ContainerRefusedException($"annotation {written} names a container that the pod does not have");
            if (owner != container)
                continue;
            var name = DummyAnnotations.Prefix + written[(DummyAnnotations.Prefix.Length + owner.Length)..];
            behaviour = name switch
            {
                DummyAnnotations.ExitCode => behaviour with { ExitCode = Number(name, value, 255) },
                DummyAnnotations.Duration => behaviour with { Duration = DummyDuration.TryParse(value, out var duration) ? duration : throw Wrong(name, value, "seconds (1.5) or a duration like 1m30s or 200ms") },
                DummyAnnotations.Result => behaviour with { Result = value },
                DummyAnnotations.Logs => behaviour with { Logs = value },
                DummyAnnotations.Parameters => behaviour with { Parameters = Table(name, value) },
                DummyAnnotations.FailPull => behaviour with { FailPull = value },
                DummyAnnotations.FailCreate => behaviour with { FailCreate = value },
                DummyAnnotations.FailStart => behaviour with { FailStart = value },
                DummyAnnotations.OutOfMemory => behaviour with { OutOfMemory = bool.TryParse(value, out var oom) ? oom : throw Wrong(name, value, "true or false") },
                DummyAnnotations.EngineFails => behaviour with { EngineFails = Number(name, value, int.MaxValue) },
                DummyAnnotations.EngineKills => behaviour with { EngineKills = Number(name, value, int.MaxValue) },
                _ => throw new ContainerRefusedException($"annotation {written} is unknown to the dummy runtime"),
            };
        }
        return behaviour;
    }

    private static int Number(string name, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : throw Wrong(name, value, $"a number from 0 to {most}");

    private static Dictionary<string, string> Table(string name, string value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.EnumerateObject().ToDictionary(
                property => property.Name,
                property => property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText(),
                StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw Wrong(name, value, "a JSON object with the values by parameter name");
        }
    }

    private static ContainerRefusedException Wrong(string name, string value, string wanted) => new($"annotation {name} is \"{value}\", wanted is {wanted}");
}

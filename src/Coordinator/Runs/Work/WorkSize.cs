using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>Work that no message can carry is refused before it is stored for sending: the broker would refuse it again and again.</summary>
internal static class WorkSize
{
    /// <exception cref="WorkException">It is larger than <see cref="MessageLimits.TaskBytes"/>.</exception>
    public static void Check(TaskWork work)
    {
        if (BytesOver(work, MessageLimits.TaskBytes) is { } bytes)
            throw new WorkException($"The task has {bytes} bytes with all its arguments and files; at most {MessageLimits.TaskBytes} are sent. Let it fetch large values itself, or repeat them less often.");
    }

    /// <summary>Whether it has more bytes, as it is sent.</summary>
    public static bool IsOver(TaskWork work, int limit) => BytesOver(work, limit) is not null;

    private static int? BytesOver(TaskWork work, int limit)
    {
        if (work.Pod is { } pod && MostBytes(pod) <= limit)
            return null;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(work, WireJson.Default.TaskWork).Length;
        return bytes > limit ? bytes : null;
    }

    // Nearly every task is small: that is seen without writing it. A character takes six bytes at most (\u0000), what is not counted takes less than the rest of Overhead.
    private static long MostBytes(PodWork pod)
    {
        const long Overhead = 64 * 1024;
        // Name, path and key of one.
        const long ArtifactBytes = 8 * 1024;
        var characters = pod.ImagePullSecrets.Sum(login => Length(login.Sealed)) + Length(pod.Labels) + Length(pod.Annotations) + pod.Containers.Concat(pod.Init).Concat(pod.Sidecars).Sum(container =>
            Length(container.Command) + Length(container.Args) + container.Env.Sum(variable => (long)variable.Name.Length + variable.Value.Length + Length(variable.Sealed)) + container.Files.Sum(file => (long)file.Path.Length + file.Content.Length + Length(file.Sealed)));
        var volumes = pod.Volumes.Sum(volume => volume.Files?.Sum(file => (6L * file.Path.Length) + (2L * file.Content.Length) + Length(file.Sealed)) ?? 0);
        return Overhead + volumes + (6 * characters) + pod.Artifacts.Sum(artifact => ArtifactBytes + Length(artifact.Place) + (2L * (artifact.Raw?.Length ?? 0))) + pod.Outputs.Artifacts.Sum(artifact => ArtifactBytes + Length(artifact.Place))
            + (6 * pod.Outputs.Parameters.Sum(output => (long)output.Name.Length + output.Path.Length));
    }

    private static long Length(ArtifactPlace? place) => place is null ? 0 : 6L * (place.Location.Length + place.Secrets.Sum(secret => secret.Name.Length + Length(secret.Sealed)));

    private static long Length(Sealed? value) => value is null ? 0 : value.Text.Length + value.Context.Length;

    private static long Length(IEnumerable<string>? texts) => texts?.Sum(text => (long)text.Length) ?? 0;

    private static long Length(IReadOnlyDictionary<string, string> pairs) => pairs.Sum(pair => (long)pair.Key.Length + pair.Value.Length);
}

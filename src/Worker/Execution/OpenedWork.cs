using System.Text;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>A task's work with its secrets opened. It is in the memory of this worker only, while the task is here: the order itself stays sealed.</summary>
/// <param name="Work">The work.</param>
/// <param name="Secrets">The values that its containers are given, which must not be shown.</param>
internal sealed record OpenedWork(TaskWork Work, IReadOnlyList<byte[]> Secrets)
{
    /// <summary>Opens the work of an order.</summary>
    /// <exception cref="SecretCipherException">This worker cannot read a secret of it, or one that must be text is none.</exception>
    public static OpenedWork Of(TaskWork work, SecretCipher cipher)
    {
        if (!HasSecrets(work))
            return new OpenedWork(work, []);
        // Logins of registries and keys of stores are the worker's own business: no container has them.
        var (opening, own) = (new Opening(cipher), new Opening(cipher));
        var opened = work with
        {
            Pod = work.Pod is { } pod
                ? pod with
                {
                    Init = opening.Open(pod.Init),
                    Containers = opening.Open(pod.Containers),
                    Sidecars = opening.Open(pod.Sidecars),
                    Volumes = [.. pod.Volumes.Select(opening.Open)],
                    ImagePullSecrets = own.Open(pod.ImagePullSecrets),
                    Artifacts = [.. pod.Artifacts.Select(artifact => artifact.Place is { } place ? artifact with { Place = own.Open(place) } : artifact)],
                    Outputs = pod.Outputs with { Artifacts = [.. pod.Outputs.Artifacts.Select(artifact => artifact.Place is { } place ? artifact with { Place = own.Open(place) } : artifact)] },
                }
                : null,
            ListArtifacts = work.ListArtifacts is { Place: { } listed } listing ? listing with { Place = own.Open(listed) } : work.ListArtifacts,
            ReadArtifact = work.ReadArtifact is { Artifact.Place: { } read } reading ? new ReadArtifactWork { Artifact = reading.Artifact with { Place = own.Open(read) } } : work.ReadArtifact,
            HttpCall = work.HttpCall is { } call ? call with { Headers = opening.Open(call.Headers) } : null,
        };
        return new OpenedWork(opened, opening.Secrets);
    }

    // Nearly every task has none: it is left as it is.
    private static bool HasSecrets(TaskWork work) =>
        (work.HttpCall?.Headers.Any(header => header.Sealed is not null) ?? false) || HasSecrets(work.ListArtifacts?.Place) || HasSecrets(work.ReadArtifact?.Artifact.Place)
        || (work.Pod is { } pod && (pod.ImagePullSecrets.Count > 0 || pod.Artifacts.Any(artifact => HasSecrets(artifact.Place)) || pod.Outputs.Artifacts.Any(artifact => HasSecrets(artifact.Place)) || pod.Volumes.Any(volume => volume.Files is { Count: > 0 })
            || pod.Init.Concat(pod.Containers).Concat(pod.Sidecars).Any(container => container.Env.Any(variable => variable.Sealed is not null) || container.Files.Any(file => file.Sealed is not null))));

    private static bool HasSecrets(ArtifactPlace? place) => place is { Secrets.Count: > 0 };

    private sealed class Opening(SecretCipher cipher)
    {
        private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

        public List<byte[]> Secrets { get; } = [];

        public IReadOnlyList<ContainerWork> Open(IReadOnlyList<ContainerWork> containers) => [.. containers.Select(container => container with { Env = Open(container.Env), Files = [.. container.Files.Select(Open)] })];

        public IReadOnlyList<EnvironmentVariable> Open(IReadOnlyList<EnvironmentVariable> values) =>
            [.. values.Select(value => value.Sealed is { } closed ? new EnvironmentVariable(value.Name, Text(value.Name, closed), Secret: true) : value)];

        public VolumeWork Open(VolumeWork volume) => volume.Files is { } files ? volume with { Files = [.. files.Select(Open)] } : volume;

        public ArtifactPlace Open(ArtifactPlace place) => place.Secrets.Count == 0 ? place : place with { Secrets = Open(place.Secrets) };

        private FileWork Open(FileWork file) => file.Sealed is { } closed ? file with { Content = Open(closed), Sealed = null } : file;

        // What is replaced in it would be another value, and one that nothing hides.
        private string Text(string name, Sealed value)
        {
            try
            {
                return Strict.GetString(Open(value));
            }
            catch (DecoderFallbackException)
            {
                throw new SecretCipherException($"'{name}' must be text, and {value.Context} is none in UTF-8; bytes can be had as a file: mount the Secret as a volume");
            }
        }

        private byte[] Open(Sealed value)
        {
            var bytes = cipher.Open(value);
            Secrets.Add(bytes);
            return bytes;
        }
    }
}

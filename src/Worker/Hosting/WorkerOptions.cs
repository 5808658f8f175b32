using Fleet.Artifacts;
using Fleet.Artifacts.Caching;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution.Http;

namespace Fleet.Worker.Hosting;

/// <summary>How a worker runs.</summary>
public sealed record WorkerOptions
{
    /// <summary>Default of <see cref="LogLimit"/>: 256 MiB.</summary>
    public const long DefaultLogLimit = 256L * 1024 * 1024;

    /// <summary>Default of <see cref="StorePatience"/>: five minutes.</summary>
    public static readonly TimeSpan DefaultStorePatience = TimeSpan.FromMinutes(5);

    /// <summary>Id, unique in the Fleet and the same after a restart, so that the worker finds its queue again.</summary>
    public required string Id { get; init; }

    /// <summary>The container engine.</summary>
    public required IContainerRuntime Runtime { get; init; }

    /// <summary>Tasks at once.</summary>
    /// <value>Default: the machine's cores.</value>
    public int Slots { get; init; } = Environment.ProcessorCount;

    /// <summary>Labels; <c>fleet/pool</c> names the pool.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Where HTTP templates may call from this worker.</summary>
    /// <value>Default: everything but link-local addresses.</value>
    public HttpTargets HttpTargets { get; init; } = HttpTargets.Any;

    /// <summary>Where artifacts are kept: the same store for all workers of the Fleet; null: this worker has none, and refuses tasks that need one.</summary>
    public IArtifactStore? Artifacts { get; init; }

    /// <summary>Opens the artifact store that a coordinator offers at an address of its API, which its welcome tells, for a worker without <see cref="Artifacts"/>; null: it has none then.</summary>
    public Func<Uri, IArtifactStore>? OfferedStore { get; init; }

    /// <summary>Keeps what is fetched from artifact stores that are not on disks of this host, for all workers of the host; null: nothing is kept.</summary>
    public ArtifactCache? ArtifactCache { get; init; }

    /// <summary>How long a task asks an artifact store that does not answer again, before it fails with the reason.</summary>
    /// <value>Default <see cref="DefaultStorePatience"/>.</value>
    public TimeSpan StorePatience { get; init; } = DefaultStorePatience;

    /// <summary>Most bytes of log that are kept of one container: of what writes more the beginning is kept, and a line that says so.</summary>
    /// <value>Default <see cref="DefaultLogLimit"/>.</value>
    public long LogLimit { get; init; } = DefaultLogLimit;

    /// <summary>Largest value that a task may give (output parameter, body of an answer, listing), in bytes of UTF-8.</summary>
    /// <value>Default <see cref="MessageLimits.ValueBytes"/>.</value>
    public int ValueLimit { get; init; } = MessageLimits.ValueBytes;

    /// <summary>Ended containers that <c>podGC</c> keeps for a time are kept.</summary>
    /// <value>Default true. False: they go at once, since this process ends with its workflow and nobody would remove them.</value>
    public bool KeepsForATime { get; init; } = true;

    /// <summary>Opens the secrets of tasks; the keys are those of the coordinator.</summary>
    /// <value>Default: no key. A task with a secret is refused, with a sentence.</value>
    public SecretCipher Secrets { get; init; } = SecretCipher.None;

    /// <summary>How long a stop waits for running tasks; what runs on then is left to be adopted.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Name of the worker in the results, Argo's <c>hostNodeName</c>; null: <see cref="Id"/>. What a node is to Argo, a worker is here: what node selectors choose, and several share an engine.</summary>
    public string? NodeName { get; init; }

    /// <summary>How long the start waits for another worker with the same id to go. A killed predecessor's connection is noticed by the broker within three heartbeats.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan IdPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>File that says every second whether the worker is healthy (<see cref="HealthFile"/>); null: none.</summary>
    public string? HealthFile { get; init; }

    /// <summary>Version told to the coordinator.</summary>
    public string Version { get; init; } = "";

    /// <summary>What is wrong with the options, each a sentence.</summary>
    public IEnumerable<string> Problems()
    {
        if (Id.Length is 0 or > 100 || !Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            yield return $"--id (FLEET_WORKER_ID) is '{Id}': it must be 1 to 100 letters, digits, '-', '_' or '.', and unique in the Fleet.";
        if (Slots is < 1 or > 10_000)
            yield return $"--slots (FLEET_SLOTS) is {Slots}: it must be between 1 and 10000; the default is the number of cores.";
        if (LogLimit < 1024)
            yield return $"FLEET_LOG_LIMIT is {LogLimit} bytes: it must be at least 1Ki; the default is 256Mi.";
        if (DrainLimit < TimeSpan.Zero)
            yield return "--drain-limit (FLEET_DRAIN_LIMIT) must not be negative.";
    }
}

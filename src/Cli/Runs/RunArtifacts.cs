using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;

namespace Fleet.Cli.Runs;

/// <summary>Artifacts of one run that come from this machine's files, and go there.</summary>
/// <param name="Inputs">Files and folders by the name of the workflow's argument.</param>
/// <param name="Folder">Where output artifacts are written.</param>
internal sealed record RunArtifacts(IReadOnlyList<KeyValuePair<string, string>> Inputs, string Folder)
{
    /// <summary>Folder without <c>--artifacts</c>.</summary>
    public const string DefaultFolder = "fleet-artifacts";

    /// <summary>What is missing of the inputs.</summary>
    /// <exception cref="CliException">One is not there.</exception>
    public void Check()
    {
        foreach (var (name, path) in Inputs)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new CliException($"-a {name}={path}: no such file or folder.", ExitCodes.Invalid);
        }
    }

    /// <summary>Where the inputs are stored, by name: a file as it is, a folder packed; null: there are none.</summary>
    public IReadOnlyDictionary<string, string>? Keys { get; } = Inputs.Count == 0 ? null : Inputs.DistinctBy(pair => pair.Key)
        .ToDictionary(pair => pair.Key, pair => $"uploads/{Guid.NewGuid():N}/{(Directory.Exists(pair.Value) ? PathParts.Of(pair.Key) + ".tgz" : Path.GetFileName(pair.Value))}", StringComparer.Ordinal);

    /// <summary>Stores the inputs.</summary>
    /// <param name="findStore">Finds the store; not asked when there are none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CliException">One cannot be stored.</exception>
    public async Task StoreAsync(Func<Task<IArtifactStore>> findStore, CancellationToken cancellationToken)
    {
        if (Inputs.Count == 0)
            return;
        var store = await findStore();
        foreach (var (name, path) in Inputs.DistinctBy(pair => pair.Key))
        {
            try
            {
                await new ArtifactSaver(store).SavePathAsync(path, Keys![name], Directory.Exists(path) ? ArchiveKind.Tar : ArchiveKind.None, cancellationToken);
            }
            catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                throw new CliException($"-a {name}={path}: {error.Message}", ExitCodes.Invalid);
            }
        }
    }

    /// <summary>Writes the output artifacts of a workflow's tasks, unpacked: FOLDER/WORKFLOW/STEP/ARTIFACT.</summary>
    public async Task WriteAsync(WorkflowView workflow, IRunStores stores, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var pods = workflow.Nodes.Values.Where(node => node.IsPod && node.Json.Items("outputs", "artifacts").Any()).ToList();
        if (pods.Count == 0)
            return;
        var top = Path.Combine(Folder, workflow.Name);
        var places = new StoredPlaces(workflow.Json, stores);
        var taken = pods.CountBy(node => PathParts.Of(node.DisplayName), StringComparer.OrdinalIgnoreCase).Where(pair => pair.Value > 1).Select(pair => pair.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var node in pods)
        {
            var step = PathParts.Of(node.DisplayName);
            foreach (var artifact in node.Json.Items("outputs", "artifacts"))
            {
                var path = Path.Combine(top, taken.Contains(step) ? $"{step}-{node.Id[(node.Id.LastIndexOf('-') + 1)..]}" : step, PathParts.Of(artifact.Text("name")));
                var kind = artifact.Member("archive", "none") is not null || artifact.Member("archiveLogs") is { ValueKind: JsonValueKind.True } ? ArchiveKind.None : artifact.Member("archive", "zip") is not null ? ArchiveKind.Zip : ArchiveKind.Tar;
                try
                {
                    if (await places.FindAsync(artifact, cancellationToken) is var (place, key) && await ArtifactContent.OpenAsync(place, key, kind, ArchiveLimits.Default, cancellationToken) is { } content)
                        await FolderOutput.WriteAsync(content, path, cancellationToken);
                }
                catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException or IOException or UnauthorizedAccessException)
                {
                    await environment.Error.WriteLineAsync($"artifact {artifact.Text("name")} of {node.DisplayName} was not written to {path}: {error.Message}");
                }
            }
        }

        await environment.Error.WriteLineAsync($"artifacts: {top}");
    }
}

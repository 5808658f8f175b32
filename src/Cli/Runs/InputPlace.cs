using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Cli.Output;
using Fleet.Client;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>Finds the store that a workflow's input artifacts are to be in: they have nothing but keys, which count in the repository that the workflow chooses.</summary>
internal static class InputPlace
{
    private const string ConfigMap = "ConfigMap";

    /// <summary>The store.</summary>
    /// <param name="check">The workflow, and what comes with it.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="api">Has the ConfigMaps.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<IArtifactStore> FindAsync(ManifestCheck check, string @namespace, IRunStores stores, IFleetApi api, CancellationToken cancellationToken)
    {
        try
        {
            var spec = SpecReader.ReadWorkflow(check.Manifest!.Value.GetRawText()).Spec;
            var name = RepositoryMap.NameFor(spec);
            var map = check.Resources.FirstOrDefault(document => document.Kind == ConfigMap && document.Name == name)?.Json ?? await StoredAsync(api, @namespace, name, cancellationToken);
            return RepositoryMap.Choose(spec, map is null ? null : RepositoryMap.Read(System.Text.Encoding.UTF8.GetBytes(map))) is { Repository.Location: { } place }
                ? await stores.OpenAsync(place, cancellationToken)
                : await stores.DefaultAsync(cancellationToken);
        }
        catch (Exception error) when (error is SpecFormatException or ArtifactRefusedException)
        {
            throw new CliException($"-a cannot store files for this workflow: {error.Message}", ExitCodes.Invalid);
        }
    }

    private static async Task<string?> StoredAsync(IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await api.Resources.GetAsync(ConfigMap, @namespace, name, cancellationToken)).GetRawText();
        }
        catch (FleetApiException error) when (error.HttpStatus == 404)
        {
            return null;
        }
    }
}

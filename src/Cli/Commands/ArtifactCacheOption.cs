using System.CommandLine;
using Fleet.Artifacts.Caching;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary>The cache of artifacts that the workers of a host share: those with the same data folder.</summary>
internal sealed class ArtifactCacheOption
{
    private const string Default = "10Gi";

    private readonly Option<string?> size = new("--artifact-cache")
    {
        Description = $"Most that is kept of fetched artifacts, in the data folder, for all workers of this host that have the same one; 0: nothing (FLEET_ARTIFACT_CACHE, default {Default}).",
        HelpName = "SIZE",
    };

    public void AddTo(Command command) => command.Options.Add(size);

    /// <summary>The cache; null: none is wanted.</summary>
    public ArtifactCache? Read(ParseResult parsed, CliEnvironment environment)
    {
        var text = parsed.GetValue(size) is { Length: > 0 } given ? given : environment.Variable("FLEET_ARTIFACT_CACHE") is { Length: > 0 } value ? value : Default;
        if (!Quantity.TryParse(text, out var bytes) || bytes is < 0 or >= long.MaxValue)
            throw new CliException($"--artifact-cache (FLEET_ARTIFACT_CACHE) is '{text}': it must be a size, such as 500Mi or 20Gi, or 0 for none.", ExitCodes.Invalid);
        return bytes >= 1 ? new ArtifactCache(DataFolder.Of(parsed, environment).ArtifactCache, (long)bytes, environment.Time) : null;
    }
}

using System.Text.Json;

namespace Fleet.Cli.Runs;

/// <summary>An object beside workflows in a user's file.</summary>
/// <param name="Source">The file.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; empty: the kind has none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Json">Its manifest.</param>
internal sealed record ResourceManifest(string Source, string Kind, string Namespace, string Name, JsonElement Json);

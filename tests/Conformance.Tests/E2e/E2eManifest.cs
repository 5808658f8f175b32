namespace Fleet.Conformance.Tests.E2e;

/// <summary>A manifest of a line.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="File">Its file, as the line names it; null: it stands in the test.</param>
/// <param name="Text">Its YAML.</param>
internal sealed record E2eManifest(string Kind, string? File, string Text)
{
    /// <summary>A manifest from its text. In Argo's tests it is typed, so that some leave out the kind.</summary>
    public static E2eManifest Of(string? kind, string? file, string text)
    {
        var named = text.Split('\n').FirstOrDefault(line => line.StartsWith("kind:", StringComparison.Ordinal))?["kind:".Length..].Trim();
        kind = named ?? kind ?? "Workflow";
        var head = (text.Contains("apiVersion:", StringComparison.Ordinal) ? "" : "apiVersion: argoproj.io/v1alpha1\n") + (named is null ? $"kind: {kind}\n" : "");
        return new E2eManifest(kind, file, head + text);
    }
}

using System.Text;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Submission;

/// <summary>Whether a workflow needs the Fleet's artifact store.</summary>
internal static class ArtifactNeeds
{
    /// <summary>The first of its templates that does, as an error of a Fleet without one; null: none does.</summary>
    public static SubmitError? Problem(string manifest)
    {
        if (!manifest.Contains("\"artifacts\"", StringComparison.Ordinal)) return null;
        var templates = SpecReader.ReadWorkflow(Encoding.UTF8.GetBytes(manifest)).Spec.Templates;
        for (var i = 0; i < templates.Count; i++)
        {
            if (templates[i].Outputs.Artifacts.Count == 0 && templates[i].Inputs.Artifacts.All(artifact => artifact.Location == "raw")) continue;
            return new SubmitError(
                $"Template '{templates[i].Name}' has artifacts, and this Fleet has no artifact store: give coordinator and workers the same folder (--artifact-store DIR, FLEET_ARTIFACT_STORE), or use fleet run or fleet server, which keep one.",
                $"spec.templates[{i}]");
        }
        return null;
    }
}

using System.Text.Json.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary><c>archiveLogs</c>: the logs of a pod's main containers as output artifacts, <c>main-logs</c> or <c>NAME-logs</c> (Argo's source: SaveLogs).</summary>
internal static class LogArchive
{
    private const string Suffix = "-logs";

    /// <summary>Whether a template's logs are archived: what it says itself counts, else what the workflow says, else its repository.</summary>
    public static bool IsAsked(Template template, WorkflowState state) =>
        template is { IsPod: true, Resource: null } && (Flag(template.ArchiveLocation) ?? state.Workflow.Spec.ArchiveLogs ?? state.Repository.ArchiveLogs);

    /// <summary>The artifacts, without their places.</summary>
    public static IEnumerable<JsonObject> Of(Template template) =>
        Containers(template).Select(container => new JsonObject { ["name"] = container + Suffix, ["archiveLogs"] = true });

    /// <summary>Name of the file that the log of a container is stored in.</summary>
    public static string FileName(string artifact) => artifact[..^Suffix.Length] + ".log";

    private static IEnumerable<string> Containers(Template template) => template.ContainerSet is { } set ? set.Containers.Select(member => member.Name) : ["main"];

    private static bool? Flag(string? location) => location is null ? null : (bool?)ArtifactJson.Parse(location)["archiveLogs"];
}

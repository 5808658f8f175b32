using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Reads parameters and artifacts.</summary>
internal static class ValueReader
{
    /// <summary>Fields of which one says where an artifact is kept.</summary>
    internal static readonly string[] Locations = ["s3", "gcs", "azure", "oss", "hdfs", "http", "git", "artifactory", "raw", "plugin"];

    public static Arguments Arguments(JsonElement e) => new() { Parameters = Parameters(e), Artifacts = Artifacts(e) };

    public static Inputs Inputs(JsonElement e) => new() { Parameters = Parameters(e), Artifacts = Artifacts(e) };

    public static Outputs Outputs(JsonElement e) => new()
    {
        Parameters = Parameters(e),
        Artifacts = Artifacts(e),
        Result = e.TextOrNull("result"u8),
        ExitCode = e.TextOrNull("exitCode"u8),
    };

    public static KeySelector Key(JsonElement e) => new()
    {
        Name = e.Text("name"u8),
        Key = e.Text("key"u8),
        Optional = e.Flag("optional"u8),
    };

    private static IReadOnlyList<Parameter> Parameters(JsonElement e) => e.List("parameters"u8, Parameter);

    private static IReadOnlyList<Artifact> Artifacts(JsonElement e) => e.List("artifacts"u8, Artifact);

    private static Parameter Parameter(JsonElement e) => new()
    {
        Name = e.Text("name"u8),
        Value = e.TextOrNull("value"u8),
        Default = e.TextOrNull("default"u8),
        Enum = e.ListOrNull("enum"u8, JsonFields.AsText),
        Description = e.TextOrNull("description"u8),
        GlobalName = e.NonEmpty("globalName"u8),
        ValueFrom = e.Object("valueFrom"u8, ValueFrom),
    };

    private static ValueFrom ValueFrom(JsonElement e) => new()
    {
        Path = e.NonEmpty("path"u8),
        Default = e.TextOrNull("default"u8),
        Parameter = e.NonEmpty("parameter"u8),
        Expression = e.NonEmpty("expression"u8),
        JsonPath = e.NonEmpty("jsonPath"u8),
        JqFilter = e.NonEmpty("jqFilter"u8),
        Event = e.NonEmpty("event"u8),
        Supplied = e.Has("supplied"u8, out _),
        ConfigMapKeyRef = e.Object("configMapKeyRef"u8, Key),
    };

    internal static Artifact Artifact(JsonElement e) => new()
    {
        Json = e.GetRawText(),
        Name = e.Text("name"u8),
        Path = e.NonEmpty("path"u8),
        Mode = e.Int("mode"u8),
        RecurseMode = e.Flag("recurseMode"u8),
        From = e.NonEmpty("from"u8),
        FromExpression = e.NonEmpty("fromExpression"u8),
        SubPath = e.NonEmpty("subPath"u8),
        Optional = e.Flag("optional"u8),
        GlobalName = e.NonEmpty("globalName"u8),
        Archive = e.Raw("archive"u8),
        ArchiveLogs = e.FlagOrNull("archiveLogs"u8),
        ArtifactGc = e.Raw("artifactGC"u8),
        Deleted = e.Flag("deleted"u8),
        Location = LocationOf(e),
    };

    private static string? LocationOf(JsonElement e)
    {
        foreach (var field in e.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && Array.IndexOf(Locations, field.Name) >= 0)
                return field.Name;
        }
        return null;
    }
}

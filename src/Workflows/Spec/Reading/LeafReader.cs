using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Reads the leaf types other than container and script.</summary>
internal static class LeafReader
{
    public static ContainerSetTemplate ContainerSet(JsonElement e)
    {
        var retry = e.Has("retryStrategy"u8, out var r) ? r : default;
        var hasRetry = retry.ValueKind == JsonValueKind.Object;
        return new ContainerSetTemplate
        {
            Containers = e.List("containers"u8, ContainerReader.Node),
            VolumeMounts = e.List("volumeMounts"u8, ContainerReader.VolumeMount),
            Retries = hasRetry ? retry.NonEmpty("retries"u8) : null,
            RetryDuration = hasRetry ? retry.NonEmpty("duration"u8) : null,
        };
    }

    public static ResourceTemplate Resource(JsonElement e) => new()
    {
        Action = e.Text("action"u8),
        Manifest = e.NonEmpty("manifest"u8),
        ManifestFrom = e.Raw("manifestFrom"u8),
        Source = e.Has("manifestFrom"u8, out var from) && from.Has("artifact"u8, out var artifact) ? artifact.NonEmpty("name"u8) : null,
        Flags = e.Texts("flags"u8),
        MergeStrategy = e.NonEmpty("mergeStrategy"u8),
        SetOwnerReference = e.Flag("setOwnerReference"u8),
        SuccessCondition = e.NonEmpty("successCondition"u8),
        FailureCondition = e.NonEmpty("failureCondition"u8),
    };

    public static HttpTemplate Http(JsonElement e) => new()
    {
        Method = e.NonEmpty("method"u8) ?? "GET",
        Url = e.Text("url"u8),
        Headers = e.List("headers"u8, v => new HttpHeader
        {
            Name = v.Text("name"u8),
            Value = v.TextOrNull("value"u8),
            SecretKeyRef = v.Has("valueFrom"u8, out var from) ? from.Object("secretKeyRef"u8, ValueReader.Key) : null,
        }),
        Body = e.NonEmpty("body"u8),
        BodyBytes = e.Has("bodyFrom"u8, out var body) ? body.NonEmpty("bytes"u8) : null,
        TimeoutSeconds = e.Long("timeoutSeconds"u8),
        SuccessCondition = e.NonEmpty("successCondition"u8),
        InsecureSkipVerify = e.Flag("insecureSkipVerify"u8),
    };

    public static DataTemplate Data(JsonElement e) => new()
    {
        ArtifactPaths = e.Has("source"u8, out var source) ? source.Raw("artifactPaths"u8) ?? "" : "",
        Transformation = e.List("transformation"u8, v => v.Text("expression"u8)),
    };
}

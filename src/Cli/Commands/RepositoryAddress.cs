using System.Text.Json.Nodes;
using Fleet.Cli.Output;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary>Addresses of object stores: <c>s3://BUCKET/PREFIX?endpoint=HOST:PORT</c>, <c>azure://CONTAINER/PREFIX?endpoint=https://ACCOUNT.blob.core.windows.net</c>, and those of Google's and Alibaba's stores.</summary>
/// <param name="Kind">Name of the location field, and the address's scheme.</param>
/// <param name="Host">The field that the address's host is.</param>
/// <param name="Example">A right one.</param>
/// <param name="Keys">Where keys belong instead.</param>
/// <param name="Texts">Fields that may follow.</param>
/// <param name="Flags">Fields that may follow with true or false.</param>
internal sealed record RepositoryAddress(string Kind, string Host, string Example, string Keys, string[] Texts, string[] Flags)
{
    private const string Created = "createBucketIfNotPresent";

    private static readonly RepositoryAddress[] All =
    [
        new("s3", "bucket", "s3://BUCKET/PREFIX?endpoint=HOST:PORT", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", ["endpoint", "region", "addressingStyle"], ["insecure", Created]),
        new("azure", "container", "azure://CONTAINER/PREFIX?endpoint=https://ACCOUNT.blob.core.windows.net", "AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY", ["endpoint"], []),
        new("gcs", "bucket", "gcs://BUCKET/PREFIX", "GOOGLE_APPLICATION_CREDENTIALS", [], []),
        new("oss", "bucket", "oss://BUCKET/PREFIX?endpoint=oss-REGION.aliyuncs.com", "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET", ["endpoint"], []),
    ];

    private string Known => (Texts.Length, Flags.Length) switch
    {
        (0, _) => $"write {Example}",
        (_, 0) => $"known are {string.Join(", ", Texts)}",
        _ => $"known are {string.Join(", ", Texts)}, and {string.Join(" and ", Flags)} with true or false",
    };

    /// <summary>Whether a text is one.</summary>
    public static bool IsOne(string given) => Of(given) is not null;

    /// <summary>The repository that an address means, in Argo's shape.</summary>
    /// <exception cref="CliException">It is wrong.</exception>
    public static string Read(string given) => Of(given)!.Place(given).ToJsonString();

    private static RepositoryAddress? Of(string given) => All.FirstOrDefault(kind => given.StartsWith(kind.Kind + "://", StringComparison.OrdinalIgnoreCase));

    private JsonObject Place(string given)
    {
        if (!Uri.TryCreate(given, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw RepositoryChoice.Wrong(given, $"has no {Host}; write {Example}");
        if (address.UserInfo.Length > 0)
            throw RepositoryChoice.Wrong($"{Kind}://...@{address.Host}", $"has keys in it, which process lists show; set {Keys} instead");
        var place = new JsonObject { [Host] = address.Host };
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (pair, "true");
            if (Texts.Contains(name))
                place[name] = value;
            else if (!Flags.Contains(name) || value is not ("true" or "false"))
                throw RepositoryChoice.Wrong(given, $"has '{pair}'; {Known}");
            else if (name != Created)
                place[name] = value == "true";
            else if (value == "true")
                place[name] = new JsonObject();
        }

        if (Uri.UnescapeDataString(address.AbsolutePath).Trim('/') is { Length: > 0 } prefix)
            place[ArtifactRepository.FormatField(Kind)] = $"{prefix}/{ArtifactRepository.DefaultKeyFormat}";
        return new JsonObject { [Kind] = place };
    }
}

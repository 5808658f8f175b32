using System.Text.Json.Nodes;
using Fleet.Cli.Output;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary>Reads what <c>--artifact-store</c> says of an object store: an address, or a file in the shape of Argo's <c>artifactRepository</c>.</summary>
internal static class RepositoryChoice
{
    private const string Scheme = "s3://";
    private const string What = "--artifact-store (FLEET_ARTIFACT_STORE)";
    private static readonly string[] Flags = ["insecure", "createBucketIfNotPresent"];
    private static readonly string[] Texts = ["endpoint", "region", "addressingStyle"];

    /// <summary>The repository as JSON (<see cref="ArtifactRepository.Json"/>); null: it is none, but a folder or an address.</summary>
    /// <exception cref="CliException">It is one, and wrong.</exception>
    public static string? Read(string given)
    {
        if (given.StartsWith('{'))
            return Checked(given, given);
        if (given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return OfAddress(given);
        return Path.GetExtension(given) is ".yaml" or ".yml" or ".json" && File.Exists(given) ? Checked(OfFile(given), given) : null;
    }

    // s3://BUCKET/PREFIX?endpoint=HOST:PORT&insecure=true
    private static string OfAddress(string given)
    {
        if (!Uri.TryCreate(given, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw Wrong(given, "has no bucket; write s3://BUCKET/PREFIX?endpoint=HOST:PORT");
        if (address.UserInfo.Length > 0)
            throw Wrong($"s3://...@{address.Host}", "has keys in it, which process lists show; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead");
        var place = new JsonObject { ["bucket"] = address.Host };
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (pair, "true");
            if (Texts.Contains(name))
                place[name] = value;
            else if (!Flags.Contains(name) || value is not ("true" or "false"))
                throw Wrong(given, $"has '{pair}'; known are {string.Join(", ", Texts)}, and {string.Join(" and ", Flags)} with true or false");
            else if (name == "insecure")
                place[name] = value == "true";
            else if (value == "true")
                place[name] = new JsonObject();
        }

        if (Uri.UnescapeDataString(address.AbsolutePath).Trim('/') is { Length: > 0 } prefix)
            place["keyPrefix"] = prefix;
        return Checked(new JsonObject { ["s3"] = place }.ToJsonString(), given);
    }

    private static string OfFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, $"cannot be read: {error.Message}");
        }
    }

    private static string Checked(string text, string given)
    {
        try
        {
            return ArtifactRepository.Parse(text).Json;
        }
        catch (SpecFormatException error)
        {
            throw Wrong(given, $"is wrong: {error.Message}");
        }
    }

    private static CliException Wrong(string given, string why) => new($"{What} '{given}' {why}.", ExitCodes.Invalid);
}

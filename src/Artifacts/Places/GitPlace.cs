using Fleet.Artifacts.Git;

namespace Fleet.Artifacts.Places;

/// <summary>Reads <c>git</c>.</summary>
internal static class GitPlace
{
    public static GitOptions Read(PlaceFields place) => new()
    {
        Repository = place.Needed("repo"),
        Revision = Given(place, "revision"),
        Branch = Given(place, "branch"),
        SingleBranch = place.Flag("singleBranch"),
        Depth = place.Number("depth"),
        Fetch = [.. place.Texts("fetch")],
        DisableSubmodules = place.Flag("disableSubmodules"),
        UserName = place.Secret("usernameSecret")?.TrimEnd('\n'),
        Password = place.Secret("passwordSecret")?.TrimEnd('\n'),
        PrivateKey = place.Secret("sshPrivateKeySecret"),
        IgnoreHostKey = place.Flag("insecureIgnoreHostKey"),
        SkipTls = place.Flag("insecureSkipTLS"),
    };

    private static string? Given(PlaceFields place, string field) => place.Text(field) is { Length: > 0 } text ? text : null;
}

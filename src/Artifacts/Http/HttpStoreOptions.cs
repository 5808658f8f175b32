namespace Fleet.Artifacts.Http;

/// <summary>A URL that an artifact is read from or written to, and how.</summary>
public sealed record HttpStoreOptions
{
    /// <summary>The URL.</summary>
    public required Uri Url { get; init; }

    /// <summary>Headers of each request, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>User of basic authentication; null: none.</summary>
    public string? UserName { get; init; }

    /// <summary>Its password.</summary>
    public string? Password { get; init; }

    /// <summary>Where a token comes from (OAuth 2, client credentials); null: none is asked for.</summary>
    public HttpTokenOptions? Token { get; init; }

    /// <summary>Certificate of the client, PEM; null: none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>Its key, PEM.</summary>
    public string? ClientKey { get; init; }

    /// <summary>Never shows a secret.</summary>
    public override string ToString() => Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}

/// <summary>How a token is asked for (RFC 6749, section 4.4).</summary>
/// <param name="Url">Address of the token endpoint.</param>
/// <param name="ClientId">The client.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="Scopes">What for.</param>
/// <param name="Parameters">Further parameters.</param>
public sealed record HttpTokenOptions(Uri Url, string ClientId, string ClientSecret, IReadOnlyList<string> Scopes, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>Never shows a secret.</summary>
    public override string ToString() => Url.ToString();
}

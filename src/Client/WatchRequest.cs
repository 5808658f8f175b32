namespace Fleet.Client;

/// <summary>What to watch.</summary>
public sealed record WatchRequest
{
    /// <summary>Only this workflow; null: all that match. A missing one is an error before anything is sent.</summary>
    public string? Name { get; init; }

    /// <summary>Kubernetes label selector; null: any.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Only what is newer; null: first everything that matches now.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Argo's <c>fields</c>, paths from <c>result.</c> on; null: all.</summary>
    public string? Fields { get; init; }
}

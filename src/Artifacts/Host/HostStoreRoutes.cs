namespace Fleet.Artifacts.Host;

/// <summary>
/// The routes of the coordinator's artifact store. Keys travel in the query: nothing on the way (a proxy, a URL library) takes a path's <c>..</c>, <c>//</c> or <c>%2F</c> for something else.
/// </summary>
public static class HostStoreRoutes
{
    /// <summary>One object, <c>?key=KEY</c>: GET (with Range), HEAD, PUT, DELETE.</summary>
    public const string Object = "/fleet/v1/artifacts/object";

    /// <summary>Keys with a beginning, <c>?prefix=TEXT</c>: a JSON object a line, <c>{"key","bytes"}</c>, in the order of the keys.</summary>
    public const string List = "/fleet/v1/artifacts/list";

    /// <summary>Added to both, <c>&amp;namespace=NAME</c>: not the own store, but the Fleet's artifact repository, opened with the Secrets of that namespace. The same as the own store where there is no other.</summary>
    public const string Namespace = "namespace";

    /// <summary>Added to <see cref="Namespace"/>, <c>&amp;place=JSON</c>: another store, as an artifact's location without its key.</summary>
    public const string Place = "place";

    /// <summary>Every answer has it, whatever its status: it comes from a store, and from nothing else that was found at the address.</summary>
    public const string StoreHeader = "Fleet-Artifact-Store";
}

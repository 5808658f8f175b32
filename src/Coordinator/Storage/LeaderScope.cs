namespace Fleet.Coordinator.Storage;

/// <summary>What one leader leads: the whole Fleet, or the one workflow of a <c>fleet run</c>.</summary>
public static class LeaderScope
{
    /// <summary>Scope of <c>fleet server</c> and <c>fleet coordinator</c>.</summary>
    public const string Fleet = "fleet";

    /// <summary>Scope of a single workflow.</summary>
    public static string Of(Guid uid) => uid.ToString("D");
}

namespace Fleet.Workflows.Locks;

/// <summary>A lock that is waited for.</summary>
/// <param name="Lock">Which.</param>
/// <param name="Holders">Who holds it (Argo's names of holders), at most <see cref="MostHolders"/>; empty: it is free, or kept for others.</param>
public sealed record LockHolding(LockName Lock, IReadOnlyList<string> Holders)
{
    /// <summary>Holders that are named: each waiting node keeps them for its status.</summary>
    public const int MostHolders = 10;

    /// <inheritdoc/>
    public bool Equals(LockHolding? other) => other is not null && Lock == other.Lock && Holders.SequenceEqual(other.Holders);

    /// <inheritdoc/>
    public override int GetHashCode() => Lock.GetHashCode();
}

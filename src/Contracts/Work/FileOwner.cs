namespace Fleet.Contracts;

/// <summary>Owner of files in a container.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="Group">Number of the group.</param>
public sealed record FileOwner(int User, int Group);

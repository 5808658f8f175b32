using System.Globalization;

namespace Fleet.Workflows.Locks;

/// <summary>Sentences about locks. Those on nodes and workflows are Argo's, word for word (its source <c>workflow/sync/semaphore.go</c>).</summary>
internal static class LockText
{
    private const int MostHolders = 3;

    public static string Waiting(LockState state) => state.Limit.Places == 0
        ? $"Failed to get semaphore limit for {state.Name}"
        : string.Create(CultureInfo.InvariantCulture, $"Waiting for {state.Name} lock. Lock status: {state.Free}/{state.Limit.Places}");

    public static string NoLimit(LockName name, LockLimit limit) =>
        limit.Problem is { } problem ? $"failed to initialize semaphore {name} with limit: {problem}" : $"failed to initialize semaphore {name} with limit";

    /// <summary>For <c>fleet why</c>: who holds it and since when, and how many come before.</summary>
    public static string Why(LockState state, LockClaim claim)
    {
        var before = state.Before(claim);
        var line = before == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {before} of other workflows come before it");
        if (state.Limit.Places == 0)
            return $"{state.Name} has no limit{(state.Limit.Problem is { } problem ? $": {problem}" : "")}{line}";
        var holders = state.Holders.OrderBy(holder => holder.Since).ThenBy(holder => holder.Request.Holder, StringComparer.Ordinal).Take(MostHolders).Select(Held).ToArray();
        var more = state.Holders.Count - holders.Length;
        var held = holders.Length == 0 ? "nobody holds it, it is kept for those before" : $"held by {string.Join(", ", holders)}{(more > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {more} more") : "")}";
        return string.Create(CultureInfo.InvariantCulture, $"{state.Name} ({Math.Max(0, state.Free)} of {state.Limit.Places} free): {held}{line}");
    }

    private static string Held(LockClaim claim)
    {
        var name = claim.Holder.Ordinal == LockHolder.WholeWorkflow ? $"workflow {claim.Request.Holder}" : $"node {claim.Request.Node} of {claim.Request.Holder[..claim.Request.Holder.LastIndexOf('/')]}";
        return $"{name} since {Engine.Scopes.NodeFacts.Time(claim.Since.UtcTicks)}";
    }
}

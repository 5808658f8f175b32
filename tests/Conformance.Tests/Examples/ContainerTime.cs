namespace Fleet.Conformance.Tests.Examples;

/// <summary>A container as the engine saw it.</summary>
/// <param name="Ordinal">Node that it ran for.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Started">When it started, in the engine's nanoseconds.</param>
/// <param name="Ended">When it ended.</param>
internal sealed record ContainerTime(int Ordinal, IReadOnlyDictionary<string, string> Labels, long Started, long? Ended)
{
    /// <summary>The most that ran at one time.</summary>
    public static int MostAtOnce(IEnumerable<ContainerTime> containers)
    {
        // At the same nanosecond the end comes first.
        var changes = containers.SelectMany(container => ((long At, int Change)[])[(container.Started, 1), (container.Ended ?? long.MaxValue, -1)]).Order();
        var (now, most) = (0, 0);
        foreach (var (_, change) in changes)
            most = Math.Max(most, now += change);
        return most;
    }
}

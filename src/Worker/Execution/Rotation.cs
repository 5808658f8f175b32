namespace Fleet.Worker.Execution;

/// <summary>Names for the next message: all of them, or of very many some, the next ones in turn, so that no message grows without bound and each name has its turn.</summary>
/// <param name="most">Most names in one message.</param>
internal sealed class Rotation(int most)
{
    private int told;

    /// <summary>Those for the next message.</summary>
    public IReadOnlyCollection<string> Next(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (all.Length <= most)
            return all;
        var from = told % all.Length;
        told = from + most;
        return [.. all.Concat(all).Skip(from).Take(most)];
    }
}

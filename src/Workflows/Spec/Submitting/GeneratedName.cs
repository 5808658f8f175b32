namespace Fleet.Workflows.Spec;

/// <summary>Completes <c>generateName</c> as Kubernetes does: up to 58 characters of it and five random ones.</summary>
public static class GeneratedName
{
    /// <summary>The characters of the random end: no vowels, so no words; nothing that looks like another.</summary>
    public const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>Number of random characters.</summary>
    public const int RandomLength = 5;

    /// <summary>Most characters taken from the prefix.</summary>
    public const int PrefixLength = 58;

    /// <summary>Makes a name.</summary>
    /// <param name="prefix"><c>generateName</c>.</param>
    /// <param name="random">At least <see cref="RandomLength"/> random bytes from the host.</param>
    /// <returns>The name.</returns>
    public static string Complete(string prefix, ReadOnlySpan<byte> random)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(random.Length, RandomLength);
        Span<char> end = stackalloc char[RandomLength];
        for (var i = 0; i < RandomLength; i++)
            end[i] = Alphabet[random[i] % Alphabet.Length];
        return string.Concat(prefix.AsSpan(0, Math.Min(prefix.Length, PrefixLength)), end);
    }
}

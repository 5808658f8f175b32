namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Text as both databases can keep it. What a container printed may hold anything, and must not stop a commit.</summary>
internal static class StoreText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Puts U+FFFD in the place of NUL (PostgreSQL has none) and of halves of surrogate pairs (no UTF-8 exists for them).</summary>
    public static string Clean(string text)
    {
        if (!text.Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        return string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                if (char.IsHighSurrogate(source[i]) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]))
                {
                    target[i] = source[i];
                    target[i + 1] = source[++i];
                }
                else
                {
                    target[i] = source[i] == '\0' || char.IsSurrogate(source[i]) ? Replacement : source[i];
                }
            }
        });
    }
}

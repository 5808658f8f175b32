using System.Text;

namespace Fleet.Artifacts;

/// <summary>Keys of artifacts: parts between slashes, the same rules for every store, so that a workflow may change stores.</summary>
public static class ArtifactKey
{
    /// <summary>Longest key in bytes of UTF-8 (that of S3).</summary>
    public const int MostBytes = 1024;

    /// <summary>Longest part in bytes of UTF-8 (that of a file name).</summary>
    public const int MostPartBytes = 255;

    /// <summary>What is wrong with a key, a sentence; null: nothing.</summary>
    public static string? Problem(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0)
            return "an artifact's key is empty";
        if (Encoding.UTF8.GetByteCount(key) > MostBytes)
            return $"the key '{key[..60]}...' has more than {MostBytes} bytes";
        if (key.Contains('\0', StringComparison.Ordinal))
            return $"the key '{key.Replace("\0", "\\0", StringComparison.Ordinal)}' has a NUL character";
        foreach (var part in key.Split('/'))
        {
            if (part.Length == 0)
                return $"the key '{key}' begins or ends with '/', or has an empty part";
            if (part is "." or "..")
                return $"the key '{key}' has a part '{part}'";
            if (Encoding.UTF8.GetByteCount(part) > MostPartBytes)
                return $"the part '{part[..40]}...' of key '{key[..40]}...' has more than {MostPartBytes} bytes";
        }

        return null;
    }

    /// <summary>As it is.</summary>
    /// <exception cref="ArtifactRefusedException">It is none.</exception>
    public static string Checked(string key) => Problem(key) is { } problem ? throw new ArtifactRefusedException(problem) : key;
}

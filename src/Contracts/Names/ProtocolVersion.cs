namespace Fleet.Contracts;

/// <summary>Format number that every message carries. A receiver refuses a number it does not know, with a sentence.</summary>
public static class ProtocolVersion
{
    /// <summary>The format this build writes and reads.</summary>
    public const int Current = 1;
}

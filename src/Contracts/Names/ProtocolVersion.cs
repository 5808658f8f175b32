namespace Fleet.Contracts;

/// <summary>Format number that every message carries. A receiver refuses a number it does not know, with a sentence.</summary>
public static class ProtocolVersion
{
    /// <summary>The format this build writes and reads.</summary>
    public const int Current = 1;

    /// <summary>Refuses a message of an unknown format.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="UnknownFormatException">Its number is not <see cref="Current"/>.</exception>
    public static void Check(IFleetMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Format != Current)
            throw new UnknownFormatException(message.GetType().Name, message.Format);
    }
}

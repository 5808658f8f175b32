namespace Fleet.Contracts;

/// <summary>A message has a format number that this build does not know.</summary>
/// <param name="message">Name of the message type.</param>
/// <param name="format">Its number.</param>
public sealed class UnknownFormatException(string message, int format)
    : Exception($"{message} has the format {format}, but this version of Fleet knows {ProtocolVersion.Current} only: its sender is of another version. Bring both to the same one.");

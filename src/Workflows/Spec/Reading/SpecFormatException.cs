namespace Fleet.Workflows.Spec;

/// <summary>A JSON text is not what the record wants. After a manifest was validated this only happens when a replaced tag made it so.</summary>
/// <param name="message">Field, what was expected, what was found.</param>
/// <param name="inner">The JSON reader's exception; null: none.</param>
public sealed class SpecFormatException(string message, Exception? inner = null) : FormatException(message, inner);

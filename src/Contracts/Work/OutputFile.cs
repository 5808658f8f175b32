namespace Fleet.Contracts;

/// <summary>An output parameter that is the content of a file.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Path">Absolute path in main.</param>
/// <param name="Default">Value when the file is missing; null: missing is an error.</param>
public sealed record OutputFile(string Name, string Path, string? Default = null);

namespace Fleet.Contracts;

/// <summary>An output parameter that is the content of a file.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Path">Absolute path in main.</param>
/// <param name="HasDefault">Where the file is missing the coordinator knows a value; else that is an error.</param>
public sealed record OutputFile(string Name, string Path, bool HasDefault = false);

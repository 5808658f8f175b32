namespace Fleet.Workflows.Engine;

/// <summary>A value of a Secret that a task was given when it became Ready. The engine never sees what it says.</summary>
/// <param name="Name">Name of the Secret.</param>
/// <param name="Key">The key in it.</param>
/// <param name="Sealed">The sealed value.</param>
public sealed record SecretValue(string Name, string Key, string Sealed);

namespace Fleet.Contracts;

/// <summary>One environment variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Secret">The value must never be shown: logs, events and <c>get</c> leave it out.</param>
public sealed record EnvironmentVariable(string Name, string Value, bool Secret = false);

using System.Text;

namespace Fleet.Contracts;

/// <summary>One environment variable, header or other named value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; empty where it is <see cref="Sealed"/>.</param>
/// <param name="Secret">The value must never be shown: logs, events and <c>get</c> leave it out.</param>
public sealed record EnvironmentVariable(string Name, string Value, bool Secret = false)
{
    /// <summary>The value, for the worker alone; null: it is <see cref="Value"/>.</summary>
    public Sealed? Sealed { get; init; }

    /// <summary>The value is the name of the worker's host, which the worker puts in.</summary>
    public bool OfHost { get; init; }

    // Whoever logs one by chance must not log a secret.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Name = ").Append(Name).Append(", Value = ").Append(Secret ? "***" : Value);
        return true;
    }
}

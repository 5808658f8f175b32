namespace Fleet.Chaos.Tests.Protocol;

/// <summary>A rule that must hold in every schedule does not.</summary>
public sealed class ViolationException(string rule, string message) : Exception($"{rule}: {message}")
{
    public string Rule { get; } = rule;
}

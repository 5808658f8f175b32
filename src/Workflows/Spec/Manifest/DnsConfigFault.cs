namespace Fleet.Workflows.Spec;

/// <summary>Something wrong in a <c>dnsConfig</c>.</summary>
/// <param name="Field">Its list: <c>nameservers</c>, <c>searches</c> or <c>options</c>; empty: it is about the whole.</param>
/// <param name="Index">Number of the item in it, from 0.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Why">What it is not.</param>
public readonly record struct DnsConfigFault(string Field, int Index, string Value, string Why)
{
    /// <summary>A sentence without its full stop.</summary>
    public string Message => $"dnsConfig{(Field.Length == 0 ? "" : ".")}{Field} has '{Value.ReplaceLineEndings("?")}', {Why}";
}

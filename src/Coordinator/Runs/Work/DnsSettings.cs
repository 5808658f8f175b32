using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary><c>dnsConfig</c> of a workflow, in the engine's terms.</summary>
/// <param name="Servers">Addresses of DNS servers.</param>
/// <param name="Searches">Domains that short names are looked for in.</param>
/// <param name="Options">Options of the resolver, <c>NAME</c> or <c>NAME:VALUE</c>.</param>
internal sealed record DnsSettings(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options)
{
    private static readonly DnsSettings None = new([], [], []);

    /// <summary>Reads the field's JSON; null: it is not there.</summary>
    /// <exception cref="WorkException">An address is none, or a word has more than one line could say.</exception>
    public static DnsSettings Of(string? dnsConfig)
    {
        if (dnsConfig is null) return None;
        using var json = JsonDocument.Parse(dnsConfig);
        // Validation only warns, as Argo's lets it pass.
        foreach (var fault in DnsConfigRules.Faults(json.RootElement))
            throw new WorkException(fault.Message + ".");
        return new DnsSettings(Texts(json.RootElement, "nameservers"), Texts(json.RootElement, "searches"), [.. Items(json.RootElement, "options").Select(Option)]);
    }

    private static string Option(JsonElement option) =>
        option.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String ? $"{option.GetProperty("name").GetString()}:{value.GetString()}" : option.GetProperty("name").GetString()!;

    private static string[] Texts(JsonElement of, string name) => [.. Items(of, name).Select(item => item.GetString()!)];

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) => of.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
}

using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>What <c>dnsConfig</c> of a pod may hold: what can stand in the lines of resolv.conf. It is warned of before, with its place, and work that is built is held to it.</summary>
public static class DnsConfigRules
{
    private static readonly string[] Lists = ["nameservers", "searches", "options"];

    /// <summary>What is wrong in one, in its order.</summary>
    /// <param name="dnsConfig">The field's value.</param>
    public static IEnumerable<DnsConfigFault> Faults(JsonElement dnsConfig) =>
        dnsConfig.ValueKind != JsonValueKind.Object ? [new DnsConfigFault("", 0, dnsConfig.GetRawText(), "which is no map")] :
        [
            .. Lists.Where(field => dnsConfig.TryGetProperty(field, out var list) && list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
                .Select(field => new DnsConfigFault(field, 0, dnsConfig.GetProperty(field).GetRawText(), "which is no list")),
            .. Items(dnsConfig, "nameservers", server => IpAddressText.IsOne(server) ? null : "which is no IP address"),
            .. Items(dnsConfig, "searches", Word),
            .. Options(dnsConfig),
        ];

    private static IEnumerable<DnsConfigFault> Items(JsonElement of, string field, Func<string, string?> fault)
    {
        foreach (var (item, index) in List(of, field))
        {
            if (item.ValueKind != JsonValueKind.String)
                yield return new DnsConfigFault(field, index, item.GetRawText(), "which is no text");
            else if (fault(item.GetString()!) is { } why)
                yield return new DnsConfigFault(field, index, item.GetString()!, why);
        }
    }

    private static IEnumerable<DnsConfigFault> Options(JsonElement of)
    {
        const string Field = "options";
        foreach (var (option, index) in List(of, Field))
        {
            if (option.ValueKind != JsonValueKind.Object || !option.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            {
                yield return new DnsConfigFault(Field, index, option.GetRawText(), "which has no name");
                continue;
            }

            foreach (var part in (string[])["name", "value"])
            {
                if (option.TryGetProperty(part, out var text) && text.ValueKind == JsonValueKind.String && Word(text.GetString()!) is { } why)
                    yield return new DnsConfigFault(Field, index, text.GetString()!, why);
            }
        }
    }

    private static string? Word(string text) => text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == ';') ? "which is no single word" : null;

    private static IEnumerable<(JsonElement Item, int Index)> List(JsonElement of, string field) =>
        of.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select((item, index) => (item, index)) : [];
}

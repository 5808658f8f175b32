using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>
/// Requests and limits of a container as a variable (<c>env.valueFrom.resourceFieldRef</c>): in units of the divisor, rounded up (Kubernetes, "Expose Pod Information to Containers Through
/// Environment Variables"). A limit that is not set is an error, since no host is known whose size could stand for it.
/// </summary>
internal static class ResourceFields
{
    /// <param name="reference">The field's JSON.</param>
    /// <param name="resourcesOf">What the container of a name has, without a name the own one; null: nothing.</param>
    /// <param name="who">The variable, for sentences.</param>
    /// <exception cref="WorkException">It has no value.</exception>
    public static string Value(string reference, Func<string?, ResourceRequirements?> resourcesOf, string who)
    {
        using var json = JsonDocument.Parse(reference);
        var (field, divisor) = (Text(json.RootElement, "resource") ?? "", Text(json.RootElement, "divisor") ?? "1");
        var resources = resourcesOf(Text(json.RootElement, "containerName"));
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        var kind = dot < 0 ? null : field[..dot];
        var amounts = kind switch { "limits" => resources?.Limits, "requests" => resources?.Requests, _ => throw new WorkException($"{who} refers to the resource '{field}': write limits.cpu, limits.memory, requests.cpu or requests.memory.") };
        // A request that is not set is the limit, as in Kubernetes.
        if ((amounts?.GetValueOrDefault(field[(dot + 1)..]) ?? resources?.Limits.GetValueOrDefault(field[(dot + 1)..])) is not { } text)
            throw new WorkException($"{who} refers to {field}, which the container does not set.");
        return Quantity.TryParse(text, out var amount) && Quantity.TryParse(divisor, out var unit) && unit > 0
            ? Math.Ceiling(amount / unit).ToString(CultureInfo.InvariantCulture)
            : throw new WorkException($"{who} cannot show '{text}' in units of '{divisor}': quantities are written 500m or 64Mi, and a divisor is not 0.");
    }

    private static string? Text(JsonElement of, string name) => !of.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() is { Length: > 0 } text ? text : null
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null;
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Metrics;

/// <summary>An entry of <c>metrics.prometheus</c>, tags replaced or not.</summary>
internal sealed partial record MetricSpec(string Name, string Help, string? When, IReadOnlyList<KeyValuePair<string, string>> Labels, MetricKind Kind, string Value, bool Realtime, string Operation, IReadOnlyList<double> Buckets)
{
    /// <summary>The entries of a <c>metrics</c> field (JSON).</summary>
    public static IEnumerable<JsonElement> Entries(JsonElement metrics) =>
        metrics.ValueKind == JsonValueKind.Object && metrics.TryGetProperty("prometheus"u8, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    /// <summary>Whether an entry is a realtime gauge.</summary>
    public static bool IsRealtime(JsonElement entry) => entry.TryGetProperty("gauge"u8, out var gauge) && gauge.ValueKind == JsonValueKind.Object && gauge.Flag("realtime"u8);

    /// <summary>Reads an entry.</summary>
    /// <exception cref="ExpressionException">A part of it is missing or wrong: the sentence says which.</exception>
    public static MetricSpec Read(JsonElement entry)
    {
        var name = entry.Text("name"u8);
        if (!Names().IsMatch(name))
            throw Wrong($"metric name '{name}' is invalid. Metric names must contain alphanumeric characters or '_'");
        var help = entry.NonEmpty("help"u8) ?? throw Wrong($"metric '{name}' must contain a help string under 'help: ' field");
        var labels = entry.List("labels"u8, label => KeyValuePair.Create(label.Text("key"u8), label.Text("value"u8)));
        foreach (var (key, _) in labels)
        {
            if (!Names().IsMatch(key))
                throw Wrong($"metric label '{key}' is invalid: keys may only contain alphanumeric characters or '_'");
        }

        if (labels.GroupBy(label => label.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
            throw Wrong($"metric '{name}': label '{twice.Key}' is there twice");
        var (kind, body) = Body(entry) ?? throw Wrong($"metric '{name}' has neither counter, gauge nor histogram");
        return new MetricSpec(name, help, entry.NonEmpty("when"u8), labels, kind, body.Text("value"u8), IsRealtime(entry), body.NonEmpty("operation"u8) ?? "Set", kind == MetricKind.Histogram ? Bounds(name, body) : []);
    }

    /// <summary>Its value as a number.</summary>
    /// <exception cref="ExpressionException">It is none.</exception>
    public double Number => !double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number) ? throw Wrong($"metric '{Name}': value '{Value}' is no number")
        : Kind == MetricKind.Counter && number < 0 ? throw Wrong($"metric '{Name}': value '{Value}' is less than 0: a counter only grows")
        : number;

    // The first of these that it has (Argo's source GetMetricType).
    private static (MetricKind Kind, JsonElement Body)? Body(JsonElement entry) =>
        Object(entry, "gauge"u8) is { } gauge ? (MetricKind.Gauge, gauge)
        : Object(entry, "histogram"u8) is { } histogram ? (MetricKind.Histogram, histogram)
        : Object(entry, "counter"u8) is { } counter ? (MetricKind.Counter, counter) : null;

    private static JsonElement? Object(JsonElement entry, ReadOnlySpan<byte> name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static double[] Bounds(string name, JsonElement histogram)
    {
        var bounds = histogram.List("buckets"u8, bound => double.TryParse(bound.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong($"metric '{name}': bucket '{bound}' is no number"));
        return [.. bounds.Distinct().Order()];
    }

    private static ExpressionException Wrong(string message) => new(ExpressionErrorKind.Evaluation, message);

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}

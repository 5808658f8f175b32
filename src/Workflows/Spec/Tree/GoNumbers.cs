using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Spec.Tree;

/// <summary>Numbers as Go writes them, since Argo's manifests pass through Go's JSON.</summary>
internal static class GoNumbers
{
    /// <summary>As Go's <c>encoding/json</c> writes a float64: plain between 1e-6 and 1e21, else with an exponent.</summary>
    public static string Json(double value)
    {
        var magnitude = Math.Abs(value);
        if (magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21))
            return value.ToString("R", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal).Replace('E', 'e');
        return Plain(value);
    }

    /// <summary>Shortest form without an exponent (Go's format <c>'f', -1</c>).</summary>
    public static string Plain(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? text : Expand(text.AsSpan(0, e), int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    /// <summary>A JSON number as the text Argo makes of it where any scalar may stand for a string. Whole numbers stay exact.</summary>
    public static string Text(string json) =>
        json.AsSpan().ContainsAny('.', 'e', 'E') && double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? Plain(value)
            : json;

    private static string Expand(ReadOnlySpan<char> mantissa, int exponent)
    {
        var sign = mantissa[0] == '-' ? "-" : "";
        var digits = mantissa.ToString().Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        var point = 1 + exponent;
        var result = new StringBuilder(sign);
        if (point <= 0)
            return result.Append("0.").Append('0', -point).Append(digits).ToString();
        if (digits.Length <= point)
            return result.Append(digits).Append('0', point - digits.Length).ToString();
        return result.Append(digits.AsSpan(0, point)).Append('.').Append(digits.AsSpan(point)).ToString();
    }
}

using System.Globalization;
using System.Text;

namespace Fleet.Client;

/// <summary>Builds a query string; absent values are left out.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder text = new();

    public QueryText Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public QueryText Add(string name, bool value) => Add(name, value ? "true" : null);

    public QueryText Add(string name, DateTimeOffset? value) => Add(name, value?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();
}

using System.Globalization;
using Npgsql;

namespace Fleet.Coordinator.Storage.Postgres;

/// <summary>Connection URIs as libpq reads them (postgresql.org/docs/current/libpq-connect.html, section 34.1.1.2); Npgsql itself takes key and value pairs only.</summary>
internal static class PostgresUri
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    // libpq's names where Npgsql has others.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["user"] = "Username",
        ["dbname"] = "Database",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["search_path"] = "Search Path",
        ["target_session_attrs"] = "Target Session Attributes",
    };

    public static bool Matches(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="FormatException">No such URI, or an unknown parameter.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw new FormatException(
                "The store (FLEET_STORE) is no PostgreSQL URI: expected postgres://user:password@host:port/database. Characters such as @ : / ? # in a password are written in percent form.");
        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host.Length > 0 ? uri.Host.Trim('[', ']') : "localhost" };
        if (uri.Port > 0)
            builder.Port = uri.Port;
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user is [_, var password])
            builder.Password = Uri.UnescapeDataString(password);
        if (uri.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(builder, pair);
        return builder;
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string pair)
    {
        var parts = pair.Split('=', 2);
        var name = Uri.UnescapeDataString(parts[0]);
        var value = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        try
        {
            // sslmode=verify-full is VerifyFull in Npgsql.
            builder[Renamed.GetValueOrDefault(name, name)] = name.Equals("sslmode", StringComparison.OrdinalIgnoreCase)
                ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(value).Replace("-", "", StringComparison.Ordinal)
                : value;
        }
        catch (ArgumentException)
        {
            throw new FormatException($"The store (FLEET_STORE) has a parameter '{name}' that PostgreSQL's driver does not know, or a value of it that it does not take.");
        }
    }
}

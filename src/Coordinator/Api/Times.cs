using System.Globalization;

namespace Fleet.Coordinator.Api;

/// <summary>Times of the API: RFC 3339 in UTC, whole seconds.</summary>
internal static class Times
{
    /// <summary>Reads a time of a query.</summary>
    /// <exception cref="ApiException">400 when it is none.</exception>
    public static DateTimeOffset Parse(string what, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw ApiException.Invalid($"{what}: '{text}' is no RFC 3339 time, e.g. 2026-01-31T12:00:00Z");

    /// <summary>Writes a time.</summary>
    public static string Format(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

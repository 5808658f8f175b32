using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Reads the dotted query parameters of Argo's API; unknown ones are ignored, booleans may be <c>True</c>.</summary>
internal static class QueryValues
{
    /// <summary>A text; null: absent or empty.</summary>
    public static string? Text(this HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A boolean; false when absent.</summary>
    public static bool Flag(this HttpContext context, string name) => string.Equals(context.Text(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A whole number; null: absent.</summary>
    public static long? Number(this HttpContext context, string name) => context.Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw ApiException.Invalid($"{name} must be a whole number, not '{text}'");

    /// <summary>A time; null: absent.</summary>
    public static DateTimeOffset? Time(this HttpContext context, string name) => context.Text(name) is { } text ? Times.Parse(name, text) : null;

    /// <summary>A part of the path; "" when it is empty.</summary>
    public static string Route(this HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";
}

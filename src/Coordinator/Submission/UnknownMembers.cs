using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fleet.Contracts;

namespace Fleet.Coordinator.Submission;

/// <summary>Errors for what a message says that this version does not know: a misspelt name must not be ignored in silence.</summary>
internal static class UnknownMembers
{
    /// <param name="unknown">Members without a meaning; null: none.</param>
    /// <param name="type">The message's type.</param>
    public static IEnumerable<SubmitError> Errors(Dictionary<string, JsonElement>? unknown, JsonTypeInfo type) =>
        unknown is not { Count: > 0 } ? [] : unknown.Keys.Select(name => new SubmitError($"unknown field \"{name}\"; known are {Known(type)}", name));

    private static string Known(JsonTypeInfo type) => string.Join(", ", type.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name));
}

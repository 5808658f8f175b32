using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Status;

namespace Fleet.Workflows.Engine;

/// <summary>Large arguments of a manifest that is submitted: it is read, stored, listed and watched with their names, and they are values of its workflow like those that come later (<see cref="StoredValue"/>).</summary>
public sealed class ManifestValues
{
    // An empty name: each item of a list.
    private static readonly string[] Path = ["spec", "arguments", "parameters", "", "value"];

    private readonly ValueTable _table = new();

    /// <summary>What was taken, each value once.</summary>
    public IReadOnlyList<StoredValue> All => _table.All;

    /// <summary>Takes the large values of <c>spec.arguments.parameters</c> out of a manifest. Not to be done twice: a name is a text like any other.</summary>
    /// <param name="json">The manifest (Argo JSON).</param>
    /// <returns>The manifest with their names; itself where there are none, or where it is no JSON.</returns>
    public string Take(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        // Nearly every manifest is small.
        return ValueJson.MayHaveLarge(json) && Named(Encoding.UTF8.GetBytes(json)) is { } named ? Encoding.UTF8.GetString(named) : json;
    }

    /// <summary>As above, of JSON that was read: its text is not written out for it.</summary>
    /// <param name="manifest">The manifest (Argo JSON).</param>
    public JsonElement Take(JsonElement manifest) => JsonMarshal.GetRawUtf8Value(manifest) is var raw && ValueJson.MayHaveLarge(raw) && Named(raw) is { } named
        ? JsonDocument.Parse(named, new JsonDocumentOptions { MaxDepth = Spec.SpecReader.MaxDepth }).RootElement
        : manifest;

    /// <summary>Takes large ones out of values that are given beside a manifest.</summary>
    /// <param name="values">Values by name.</param>
    /// <returns>The values, large ones by their names.</returns>
    public IReadOnlyDictionary<string, string> Take(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Values.Any(ValueTable.IsNamed) ? values.ToDictionary(value => value.Key, value => _table.Reference(value.Value)!, StringComparer.Ordinal) : values;
    }

    /// <summary>A manifest as it may be shown where its large arguments are not at hand.</summary>
    /// <param name="manifest">What was stored.</param>
    public static ReadOnlyMemory<byte> Hide(ReadOnlyMemory<byte> manifest) => Show(manifest, new ShownValues(0, static _ => null));

    /// <summary>A manifest with its large arguments, as far as there is room for them.</summary>
    internal static ReadOnlyMemory<byte> Show(ReadOnlyMemory<byte> manifest, ShownValues values) => ValueJson.Restore(manifest, text => text.StartsWith(ValueTable.Mark, StringComparison.Ordinal) ? values.Named(text[ValueTable.Mark.Length..]) : text);

    // Null: it stays as it is. Who reads what is no JSON says what is wrong.
    private byte[]? Named(ReadOnlySpan<byte> manifest)
    {
        try
        {
            return ValueJson.ReplaceAt(manifest, Path, text => _table.Reference(text)!);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

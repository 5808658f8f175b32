using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fleet.Cli.Rendering;

/// <summary>Writes a JSON value as block YAML; keys keep their order, texts that would read as another type are quoted.</summary>
internal static class JsonToYaml
{
    /// <summary>Writes one document.</summary>
    public static void Write(JsonElement value, TextWriter writer)
    {
        var emitter = new Emitter(writer);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, true));
        Emit(emitter, value);
        emitter.Emit(new DocumentEnd(true));
        emitter.Emit(new StreamEnd());
    }

    private static void Emit(Emitter emitter, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, MappingStyle.Block));
                foreach (var member in value.EnumerateObject())
                {
                    emitter.Emit(new Scalar(member.Name));
                    Emit(emitter, member.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, value.GetArrayLength() == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in value.EnumerateArray())
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, StyleOf(text), true, true));
                break;
            default:
                emitter.Emit(new Scalar(value.GetRawText()));
                break;
        }
    }

    private static ScalarStyle StyleOf(string text) =>
        text.Contains('\n', StringComparison.Ordinal) && !text.Contains(" \n", StringComparison.Ordinal) ? ScalarStyle.Literal
        : text.Length == 0 || LooksTyped(text) ? ScalarStyle.DoubleQuoted
        : ScalarStyle.Any;

    private static bool LooksTyped(string text) =>
        char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.' or '~'
        || text.ToUpperInvariant() is "TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N";
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>How the engine writes JSON: nothing is escaped that need not be, so that tags stay readable for the later passes.</summary>
internal static class JsonText
{
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static readonly JsonSerializerOptions NodeOptions = new() { Encoder = WriterOptions.Encoder };

    /// <summary>A JSON string with its quotes.</summary>
    public static string Quote(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}

using System.Text.Encodings.Web;
using System.Text.Json;
using Fleet.Cli.Output;
using Fleet.Workflows.Expressions;

namespace Fleet.Cli.Evaluation;

/// <summary>Answers lines, one by one: a value or an error each.</summary>
internal static class EvalLines
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers every line of a text; empty ones are left out.</summary>
    /// <returns>0; 2 when a line has not the shape of one. An error in an expression is an answer.</returns>
    public static int Answer(string text, CliEnvironment environment)
    {
        var exit = ExitCodes.Succeeded;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            string id = "null";
            try
            {
                using var document = JsonDocument.Parse(line, Strict);
                id = document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("id", out var given) ? given.GetRawText() : "null";
                var value = Evaluator.Evaluate(EvalLine.Read(document.RootElement, environment.Time.GetUtcNow()));
                environment.Out.WriteLine($$"""{"id":{{id}},"value":{{value.Json}}}""");
            }
            catch (ExpressionException e)
            {
                WriteError(environment, id, e.Message);
            }
            catch (Exception e) when (e is InvalidDataException or JsonException or InvalidOperationException)
            {
                // The last: a text with half a surrogate pair, which JSON lets through until it is read.
                WriteError(environment, id, $"line {number}: {JsonFault.Of(e)}");
                exit = ExitCodes.Invalid;
            }
        }

        return exit;
    }

    private static void WriteError(CliEnvironment environment, string id, string message) => environment.Out.WriteLine($$"""{"id":{{id}},"error":{{JsonSerializer.Serialize(message, Json)}}}""");
}

using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Submission;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Submissions;

/// <summary>Texts that were cut in the middle of a character.</summary>
public sealed class HalfCharactersTests
{
    [Theory]
    [InlineData("""["\ud83d\ude00", "\uD83D\uDE00\ud83d\ude00", "\\ud83d", "\\\\ud83d", "ud83d", "\u00e4\n\"", "😀"]""", null)]
    [InlineData("""["\ud83d"]""", "byte 1 has half a surrogate pair, \\ud83d")]
    [InlineData("""["ok", "a\ud83d."]""", "byte 7 has half a surrogate pair, \\ud83d")]
    [InlineData("""["\uDE00\ud83d"]""", "byte 1 has half a surrogate pair, \\uDE00")]
    [InlineData("""["\ud83d\n\ude00"]""", "byte 1 has half a surrogate pair, \\ud83d")]
    [InlineData("""["\ud83d\u0041"]""", "byte 1 has half a surrogate pair, \\ud83d")]
    [InlineData("""["\ud83d\ud83d\ude00"]""", "byte 1 has half a surrogate pair, \\ud83d")]
    [InlineData("""["\\\ud83d"]""", "byte 1 has half a surrogate pair, \\ud83d")]
    [InlineData("""{"\ud83d": 1}""", "byte 1 has half a surrogate pair, \\ud83d")]
    public void Half_IsFound_AndNothingElse(string json, string? problem)
    {
        var found = HalfCharacters.Problem(Encoding.UTF8.GetBytes(json));

        Assert.Equal(problem is null ? null : $"the text at {problem}: it was cut in the middle of a character", found);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(70_000)]
    public void Submission_WithHalves_IsRefusedWithASentence_WhereverTheyAre(int length)
    {
        var text = $"\"\\ud800{new string('x', length)}\"";
        var whole = Json("""{"metadata":{"generateName":"a-"},"spec":{"entrypoint":"m","arguments":{"parameters":[{"name":"a","value":"b"}]},"templates":[{"name":"m","suspend":{}}]}}""");

        Assert.Equal("workflow", Error(new SubmitWorkflow { Workflow = Json(whole.GetRawText().Replace("\"b\"", text, StringComparison.Ordinal)) }));
        Assert.Equal("workflow", Error(new SubmitWorkflow { Workflow = Json(whole.GetRawText().Replace("\"a-\"", text, StringComparison.Ordinal)) }));
        Assert.Equal("parameters.a", Error(new SubmitWorkflow { Workflow = whole, Parameters = new Dictionary<string, JsonElement> { ["a"] = Json(text) } }));
        Assert.Equal("resources[0]", Error(new SubmitWorkflow { Workflow = whole, Resources = [Json($$"""{"kind":{{text}}}""")] }));
    }

    private static string? Error(SubmitWorkflow request)
    {
        Assert.False(SubmissionReader.NeedsTemplates(request));
        var error = Assert.Single(SubmissionReader.Read(request, new SubmissionOptions(), (_, _, _) => null, SecretCipher.None, values: new ManifestValues()).Errors);
        Assert.Contains("has half a surrogate pair, \\ud800", error.Message, StringComparison.Ordinal);
        return error.Path;
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}

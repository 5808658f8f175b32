using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Submission;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Resources;

/// <summary>A submission with Secrets that one coordinator sends on to another.</summary>
public sealed class SealedSubmissionTests
{
    private const string Workflow = """{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"generateName":"a-","namespace":"ci"},"spec":{"entrypoint":"m","templates":[{"name":"m","suspend":{}}]}}""";
    private const string Secret = """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"login"},"stringData":{"password":"hunter2"}}""";

    private static readonly SecretCipher Cipher = new([SecretKey.Create()]);

    [Fact]
    public void Resources_AreSealed_ForTheNamespaceOfTheWorkflow_AndTakenByTheOther()
    {
        var request = new SubmitWorkflow { Workflow = Json(Workflow), Resources = [Json(Secret), Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{"a":"1"}}""")] };

        var sent = SealedSubmission.Of(request, Cipher);

        Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(sent), StringComparison.Ordinal);
        Assert.Equal(2, sent.Resources!.Count);
        Assert.Equal("hunter2", PasswordOf(sent));
    }

    [Fact]
    public void FurtherDocumentsOfAText_AreSealed()
    {
        var request = new SubmitWorkflow { Yaml = $"{Secret}\n---\n{Workflow}\n", Namespace = "ci" };

        var sent = SealedSubmission.Of(request, Cipher);

        Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(sent), StringComparison.Ordinal);
        Assert.Equal("hunter2", PasswordOf(sent));
    }

    [Fact]
    public void WithoutSecrets_IsSentAsItIs()
    {
        var request = new SubmitWorkflow { Yaml = Workflow };

        Assert.Same(request, SealedSubmission.Of(request, Cipher));
    }

    // As the other coordinator reads it.
    private static string PasswordOf(SubmitWorkflow sent)
    {
        var draft = SubmissionReader.Read(sent, new SubmissionOptions(), (_, _, _) => null, Cipher);
        Assert.Empty(draft.Errors);
        Assert.DoesNotContain("hunter2", draft.Json, StringComparison.Ordinal);
        var secret = JsonSerializer.Deserialize<JsonElement>(draft.Json).GetProperty("resources").EnumerateArray().Single(resource => resource.GetProperty("kind").GetString() == "Secret");
        return Cipher.OpenText(new Sealed(SecretData.Read(System.Text.Encoding.UTF8.GetBytes(secret.GetRawText()))["password"], "secret/ci/login/password"));
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}

using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Work;

/// <summary>Secrets go into the work of a task as they were stored with it: sealed.</summary>
public sealed class SecretWorkTests
{
    private static readonly SecretCipher Cipher = new([SecretKey.Create()]);

    [Fact]
    public void Variables_AreSealed_UnderTheirOwnContext()
    {
        var work = Build("""{"container":{"image":"a","env":[{"name":"PW","valueFrom":{"secretKeyRef":{"name":"login","key":"password"}}}]}}""");

        var variable = work.Pod!.Containers[0].Env[0];
        Assert.Equal(("PW", "", true), (variable.Name, variable.Value, variable.Secret));
        Assert.Equal("hunter2", Cipher.OpenText(variable.Sealed!));
        Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(work), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_AreSealed_AnOptionalOneThatIsMissingIsLeftOut()
    {
        var call = Build("""
            {"http":{"url":"https://x","headers":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"login","key":"password"}}},{"name":"B","valueFrom":{"secretKeyRef":{"name":"gone","key":"k","optional":true}}}]}}
            """).HttpCall!;

        Assert.Equal(["A", "Idempotency-Key"], call.Headers.Select(header => header.Name));
        Assert.Equal("hunter2", Cipher.OpenText(call.Headers[0].Sealed!));
    }

    [Fact]
    public void ImagePullSecrets_ThatAreThere_GoWithThePod()
    {
        var pod = Build("""{"container":{"image":"a"}}""", """{"imagePullSecrets":[{"name":"gone"},{"name":"registry"}]}""").Pod!;

        var login = Assert.Single(pod.ImagePullSecrets);
        Assert.Equal(("registry", "{}"), (login.Name, Cipher.OpenText(login.Sealed!)));
    }

    private static TaskWork Build(string template, string spec = "{}")
    {
        var workflow = SpecReader.ReadWorkflow("""{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"name":"build"},"spec":""" + spec + "}");
        var request = new TaskRequest
        {
            Template = SpecReader.ReadTemplate(template),
            NodeName = "build.a",
            PodName = "pod-7",
            Secrets =
            [
                new SecretValue("login", "password", Cipher.Seal("hunter2", Sealed.ContextOf("ci", "login", "password")).Text),
                new SecretValue("registry", ".dockerconfigjson", Cipher.Seal("{}", Sealed.ContextOf("ci", "registry", ".dockerconfigjson")).Text),
            ],
        };
        return WorkBuilder.Build(new WorkScope(Guid.NewGuid(), "ci", "build", workflow.Spec), 7, 1, request);
    }
}

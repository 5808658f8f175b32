using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Work;

public sealed class HttpCallBuilderTests
{
    private static readonly Guid Uid = Guid.Parse("11111111-2222-3333-4444-555555555555");

    [Fact]
    public void Call_OfATemplate_IsWhatItSays()
    {
        var call = Call("""{"http":{"url":"https://x/y","method":"PUT","headers":[{"name":"A","value":"1"}],"body":"text","timeoutSeconds":7,"insecureSkipVerify":true}}""");

        Assert.Equal(("PUT", "https://x/y", "text", 7, true, false), (call.Method, call.Url, Encoding.UTF8.GetString(call.Body!), call.TimeoutSeconds, call.InsecureSkipVerify, call.BodyWanted));
        Assert.Equal(["A=1", $"Idempotency-Key={Uid}/3"], call.Headers.Select(header => $"{header.Name}={header.Value}"));
        Assert.Equal([1, 2], Call("""{"http":{"url":"https://x","bodyFrom":{"bytes":"AQI="}}}""").Body);
    }

    [Fact]
    public void Call_Defaults()
    {
        var call = Call("""{"http":{"url":"https://x","headers":[{"name":"idempotency-key","value":"own"}],"successCondition":"response.body == ''"}}""");

        Assert.Equal(("GET", null, 30, false, true), (call.Method, call.Body, call.TimeoutSeconds, call.InsecureSkipVerify, call.BodyWanted));
        Assert.Equal("own", Assert.Single(call.Headers).Value);
    }

    [Theory]
    [InlineData("""{"http":{"url":"https://x","bodyFrom":{"bytes":"%%%%"}}}""", "http.bodyFrom.bytes is not base64.")]
    [InlineData("""{"http":{"url":"https://x","headers":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}}""", "Header 'A' takes the key 'k' of the Secret 's', which is not there. Apply the Secret and run the workflow again.")]
    public void Call_ThatCannotBeMade_IsRefusedWithASentence(string template, string message) => Assert.Equal(message, Assert.Throws<WorkException>(() => Call(template)).Message);

    private static HttpCallWork Call(string template) => WorkBuilder.Build(
        new WorkScope(Uid, "ci", "build", new WorkflowSpec()),
        3,
        1,
        new TaskRequest { Template = SpecReader.ReadTemplate(template), NodeName = "build.a", PodName = "pod-3" }).HttpCall!;
}

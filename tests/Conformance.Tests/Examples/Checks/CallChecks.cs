namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>HTTP templates.</summary>
internal static class CallChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("http-hello-world", run =>
        {
            Assert.Equal(("HTTP", "Succeeded", "{}"), (run["good"].Type, run["good"].Phase, run["good"].Result));
            Assert.Equal(("Failed", "received non-2xx response code: 404"), (run["bad"].Phase, run["bad"].Message));
            Assert.Empty(run.Containers);
        })
        {
            Backing = (text, server) => text.Replace("https://raw.githubusercontent.com", server, StringComparison.Ordinal),
        },
        new("http-success-condition", run => run.AssertPhases("Succeeded", "http-status-is-201-succeeds", "http-body-contains-google-succeeds"))
        {
            Backing = (text, server) => text.Replace("https://httpbin.org", server, StringComparison.Ordinal).Replace("https://google.com", server + "/google", StringComparison.Ordinal),
        },
    ];
}

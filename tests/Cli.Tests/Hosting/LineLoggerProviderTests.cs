using Fleet.Cli.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Tests.Hosting;

public sealed class LineLoggerProviderTests
{
    [Fact]
    public void Log_WhatFleetSaysItself_ShowsOnlyFromDebugOn()
    {
        Assert.Equal("", Logged(LogLevel.Information, "MassTransit", "S-FAULT {Address}"));
        Assert.Contains("error MassTransit: S-FAULT here", Logged(LogLevel.Debug, "MassTransit", "S-FAULT {Address}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MassTransit", "R-FAULT {Address}")]
    [InlineData("Fleet.Worker.Execution.WorkerLoop", "S-FAULT {Address}")]
    public void Log_EverythingElse_Shows(string category, string template)
    {
        var line = Logged(LogLevel.Information, category, template);

        Assert.Contains($" error {category[(category.LastIndexOf('.') + 1)..]}: {template.Replace("{Address}", "here", StringComparison.Ordinal)}", line, StringComparison.Ordinal);
        Assert.Contains("it broke", line, StringComparison.Ordinal);
    }

    private static string Logged(LogLevel level, string category, string template)
    {
        using var output = new StringWriter();
        using var provider = new LineLoggerProvider(output, level, TimeProvider.System);
#pragma warning disable CA2254 // The template is what is tested.
        provider.CreateLogger(category).LogError(new InvalidOperationException("it broke"), template, "here");
#pragma warning restore CA2254
        return output.ToString();
    }
}

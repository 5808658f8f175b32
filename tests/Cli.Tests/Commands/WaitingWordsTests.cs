using Fleet.Cli.Runs;
using Fleet.Coordinator.Api;

namespace Fleet.Cli.Tests.Commands;

/// <summary>What <c>fleet run</c> says of a workflow that stands still.</summary>
public sealed class WaitingWordsTests
{
    private readonly WaitingWords words = new("wf");

    [Fact]
    public void WhatWaitsFromOneLookToTheNext_IsSaidOnce()
    {
        Assert.Empty(Look(0, "a", "b"));
        Assert.Equal(["wf.b waits: no worker"], Look(0, "b", "c"));
        Assert.Equal(["wf.c waits: no worker"], Look(0, "b", "c"));
        Assert.Empty(Look(0, "b", "c"));
    }

    [Fact]
    public void NothingIsSaid_WhileSomethingRuns_OrOfWhatWaitsForOtherNodes()
    {
        Assert.Empty(Look(1, "a"));
        Assert.Empty(Look(0, "a"));
        Assert.Equal(["wf.a waits: no worker"], Look(0, "a"));

        Assert.Empty(words.Lines(Reply(0, new WhyWaiting("wf.z", "Dependency", "A is open", null))));
        Assert.Empty(words.Lines(Reply(0, new WhyWaiting("wf.z", "Dependency", "A is open", null))));
    }

    [Fact]
    public void DaemonsThatAreReady_AreNoProgress()
    {
        Assert.Empty(words.Lines(Reply(1, Waiting("a")) with { Daemons = 1 }));
        Assert.Empty(words.Lines(Reply(2, Waiting("a")) with { Daemons = 1 }));
        Assert.Empty(words.Lines(Reply(1, Waiting("a")) with { Daemons = 1 }));
        Assert.Equal(["wf.a waits: no worker"], words.Lines(Reply(1, Waiting("a")) with { Daemons = 1 }));
    }

    [Fact]
    public void Many_AreCounted()
    {
        var all = Enumerable.Range(0, 12).Select(i => $"n{i:D2}").ToArray();
        Look(0, all);

        Assert.Equal("and 2 more that wait; `fleet why wf` lists them", Look(0, all).Last());
    }

    private List<string> Look(int running, params string[] nodes) => [.. words.Lines(Reply(running, [.. nodes.Select(Waiting)]))];

    private static WhyWaiting Waiting(string node) => new($"wf.{node}", "Worker", "no worker", null);

    private static WhyReply Reply(int running, params WhyWaiting[] waiting) => new() { Name = "wf", Namespace = "default", Phase = "Running", Running = running, Waiting = waiting };
}

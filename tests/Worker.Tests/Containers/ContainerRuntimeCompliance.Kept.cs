using Fleet.Worker.Containers;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Containers;

/// <content>Containers that stay when they are settled.</content>
public abstract partial class ContainerRuntimeCompliance
{
    [Theory]
    [InlineData(0, "group//", true)]
    [InlineData(0, "group/0/", false)]
    [InlineData(3, "group/0/", true)]
    [InlineData(0, "group/3600/", true)]
    public async Task Settled_StaysAsItsLabelSays_IsNoTasksAnyMore_AndGoesWithItsGroup(int exitCode, string keep, bool stays)
    {
        var spec = Kept(Spec(new Behaviour { ExitCode = exitCode }), keep);
        var id = await StartAsync(spec);
        Assert.NotNull(await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token));
        var kept = new KeptContainers(Runtime, TimeProvider.System);

        for (var times = 0; times < 2; times++)
            await kept.SettleAsync(_fleet, ContainerLabels.StampOf(spec.Labels)!.Value, null, Token);

        var listed = await Runtime.ListAsync(_fleet, Token);
        Assert.Null(await Runtime.InspectAsync(spec.Name, Token));
        Assert.Equal(stays ? ["group"] : [], kept.Tell(listed));
        Assert.All(listed, container => Assert.True(container is { IsKept: true, Phase: ContainerPhase.Exited }));
        await kept.RemoveDueAsync(listed, Token);
        await kept.RemoveAsync(_fleet, "other", Token);
        Assert.Equal(stays, await Runtime.InspectAsync(id, Token) is not null);
        kept.End("group");
        await kept.RemoveAsync(_fleet, "group", Token);
        Assert.Empty(await Runtime.ListAsync(_fleet, Token));
    }

    [Fact]
    public async Task Settled_WhatRunsOrNeverRan_Goes_AndWhatComesAfterTheEndOfItsGroup()
    {
        var kept = new KeptContainers(Runtime, TimeProvider.System);
        var (created, running, late) = (Kept(Spec(new Behaviour()), "group//"), Kept(Spec(new Behaviour { Endless = true }), "group//"), Kept(Spec(new Behaviour()), "over//"));
        await CreateAsync(created);
        await StartAsync(running);
        Assert.NotNull(await Runtime.WaitAsync(await StartAsync(late), Token).WaitAsync(Patience, Token));
        kept.End("over");

        foreach (var spec in (ContainerSpec[])[created, running, late])
            await kept.SettleAsync(_fleet, ContainerLabels.StampOf(spec.Labels)!.Value, null, Token);

        Assert.Empty(await Runtime.ListAsync(_fleet, Token));
    }

    private static ContainerSpec Kept(ContainerSpec spec, string label) => spec with { Labels = new Dictionary<string, string>(spec.Labels) { [ContainerLabels.Keep] = label } };
}

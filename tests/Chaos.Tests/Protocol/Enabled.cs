namespace Fleet.Chaos.Tests.Protocol;

/// <summary>What may happen next in a world.</summary>
internal static class Enabled
{
    public static List<SimAction> Of(SimWorld world, bool faults)
    {
        var actions = new List<SimAction> { new(ActionKind.Time, 0, 100), new(ActionKind.Time, 0, 1000), new(ActionKind.Time, 0, 4000) };
        foreach (var coordinator in world.Coordinators) Add(actions, world, coordinator);
        foreach (var worker in world.Workers) Add(actions, world, worker);
        foreach (var engine in world.Engines) Add(actions, engine);
        if (!world.BrokerUp) actions.Add(new SimAction(ActionKind.BrokerUp, 0));
        if (faults) AddFaults(actions, world);
        return actions;
    }

    private static void Add(List<SimAction> actions, SimWorld world, SimCoordinator coordinator)
    {
        var i = coordinator.Index;
        if (coordinator.Leads && world.BrokerUp)
        {
            actions.AddRange(world.Queue.Select(e => new SimAction(ActionKind.Take, i, e)));
            actions.AddRange(coordinator.Taken.Select(e => new SimAction(ActionKind.Decide, i, e)));
            if (coordinator.Taken.Count > 1) actions.Add(new SimAction(ActionKind.Decide, i));
            actions.AddRange(coordinator.Sendable.Select(r => new SimAction(ActionKind.Send, i, r)));
        }

        if (coordinator.Runs && coordinator.Epoch == 0 && world.BrokerUp && !world.Coordinators.Any(c => c.IsLeader)) actions.Add(new SimAction(ActionKind.Elect, i));
        if (!coordinator.Up) actions.Add(new SimAction(ActionKind.CoordinatorUp, i));
        if (coordinator.Paused) actions.Add(new SimAction(ActionKind.CoordinatorWake, i));
    }

    private static void Add(List<SimAction> actions, SimWorld world, SimWorker worker)
    {
        var i = worker.Index;
        if (worker.Gone) return;
        if (worker.Connected) actions.AddRange(worker.Inbox.Select(e => new SimAction(ActionKind.Receive, i, e)));
        if (worker.Runs)
        {
            actions.AddRange(worker.Tasks.Where(t => t.CanStep).Select(t => new SimAction(ActionKind.Step, i, t)));
            actions.AddRange(worker.Removals.Select(r => new SimAction(ActionKind.Remove, i, r)));
            if (worker.Inventory is not null) actions.Add(new SimAction(ActionKind.Inventory, i));
        }

        if (!worker.Up) actions.Add(new SimAction(ActionKind.Restart, i));
        if (worker.Paused) actions.Add(new SimAction(ActionKind.Wake, i));
        if (worker.CutOff) actions.Add(new SimAction(ActionKind.Heal, i));
    }

    private static void Add(List<SimAction> actions, SimEngine engine)
    {
        if (!engine.Up) return;
        actions.AddRange(engine.Requests.Select(r => new SimAction(ActionKind.Carry, engine.Index, r)));
        foreach (var container in engine.Containers)
        {
            if (container.State == Worker.Protocol.Found.Running)
                for (var code = 0; code < 2; code++) actions.Add(new SimAction(ActionKind.Exit, engine.Index, (container.Stamp, code)));
        }
    }

    private static void AddFaults(List<SimAction> actions, SimWorld world)
    {
        bool May(Fault fault) => world.Budget.GetValueOrDefault(fault) > 0;
        void Add(Fault fault, int who, object? what = null) => actions.Add(new SimAction(ActionKind.Fault, who, what, fault));
        foreach (var coordinator in world.Coordinators)
        {
            if (coordinator.Runs && May(Fault.CoordinatorKill)) Add(Fault.CoordinatorKill, coordinator.Index);
            if (coordinator.Runs && May(Fault.CoordinatorPause)) Add(Fault.CoordinatorPause, coordinator.Index);
            if (coordinator.IsLeader && May(Fault.CommitUnknown)) Add(Fault.CommitUnknown, coordinator.Index);
            if (coordinator.Taken.Count > 0 && May(Fault.Requeue)) Add(Fault.Requeue, coordinator.Index);
            if (coordinator.Runs && coordinator.Epoch == 0 && world.BrokerUp && May(Fault.Takeover)) Add(Fault.Takeover, coordinator.Index);
        }

        foreach (var worker in world.Workers)
        {
            var i = worker.Index;
            if (worker.Up && !worker.Paused && !worker.CutOff)
            {
                foreach (var fault in (Fault[])[Fault.Kill, Fault.Pause, Fault.Cut]) if (May(fault)) Add(fault, i);
                if (!worker.LoseNextConfirm && May(Fault.ConfirmLost)) Add(Fault.ConfirmLost, i);
            }

            if (worker.QueueExists && !worker.Connected && world.BrokerUp && May(Fault.QueueExpires)) Add(Fault.QueueExpires, i);
            if (May(Fault.Duplicate)) foreach (var envelope in worker.Inbox) Add(Fault.Duplicate, i, envelope);
        }

        foreach (var engine in world.Engines.Where(e => e.Up))
        {
            if (May(Fault.EngineKills) && engine.Containers.Any(c => c.State == Worker.Protocol.Found.Running)) Add(Fault.EngineKills, engine.Index);
            if (May(Fault.HostGone) && world.Engines.Count(e => e.Up) > 1) Add(Fault.HostGone, engine.Index);
        }

        if (world.BrokerUp && May(Fault.BrokerDown)) Add(Fault.BrokerDown, 0);
        if (May(Fault.Duplicate)) foreach (var envelope in world.Queue.Where(e => e.Body is not Contracts.LeaderProbe)) Add(Fault.Duplicate, -1, envelope);
        foreach (var node in world.Store.Nodes.Values.Where(n => n.IsLive))
        {
            if (May(Fault.Stop)) Add(Fault.Stop, 0, node.Key);
            if (May(Fault.Delete)) Add(Fault.Delete, 0, node.Key);
        }
    }
}

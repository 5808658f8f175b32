using Fleet.Contracts;
using Fleet.Workflows.Dispatch;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>Makes an action happen.</summary>
internal static class Happen
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public static void Do(SimWorld world, SimAction action)
    {
        if (action.Kind != ActionKind.Time) world.Pass(Moment);
        switch (action.Kind)
        {
            case ActionKind.Time: world.Pass(TimeSpan.FromMilliseconds((int)action.What!)); break;
            case ActionKind.Fault: Fault(world, action); break;
            case ActionKind.BrokerUp: world.MendBroker(); break;
            case ActionKind.Carry or ActionKind.Exit: OfEngine(world.Engines[action.Who], action, world); break;
            case ActionKind.Take or ActionKind.Decide or ActionKind.Send or ActionKind.Elect or ActionKind.CoordinatorUp or ActionKind.CoordinatorWake:
                OfCoordinator(world.Coordinators[action.Who], action, world);
                break;
            default: OfWorker(world.Workers[action.Who], action); break;
        }

        world.NoteHealth();
    }

    /// <summary>It may be that the moment that passed before has done what the action was about: then nothing happens.</summary>
    private static void OfCoordinator(SimCoordinator coordinator, SimAction action, SimWorld world)
    {
        switch (action.Kind)
        {
            case ActionKind.Take when coordinator.Leads && world.Queue.Contains((Envelope)action.What!): coordinator.Take((Envelope)action.What!); break;
            case ActionKind.Decide when coordinator.Leads:
                coordinator.Decide(action.What is Envelope one ? coordinator.Taken.Contains(one) ? [one] : [] : [.. coordinator.Taken]);
                break;
            case ActionKind.Send when coordinator.Leads && coordinator.Outbox.Contains((OutRow)action.What!): coordinator.Send((OutRow)action.What!); break;
            case ActionKind.Elect when coordinator.Epoch == 0: coordinator.Lead(++world.Store.Epoch); break;
            case ActionKind.CoordinatorUp: coordinator.Start(); break;
            case ActionKind.CoordinatorWake: coordinator.Paused = false; break;
        }
    }

    private static void OfWorker(SimWorker worker, SimAction action)
    {
        switch (action.Kind)
        {
            case ActionKind.Receive when worker.Inbox.Contains((Envelope)action.What!): worker.Receive((Envelope)action.What!); break;
            case ActionKind.Step when worker.Tasks.Contains((SimTask)action.What!) && ((SimTask)action.What!).CanStep: worker.Step((SimTask)action.What!); break;
            case ActionKind.Remove when worker.Removals.Contains((TaskStamp)action.What!): worker.Remove((TaskStamp)action.What!); break;
            case ActionKind.Inventory when worker.Inventory is not null: worker.HandInInventory(); break;
            case ActionKind.Restart: worker.Boot(); break;
            case ActionKind.Wake: worker.Wake(); break;
            case ActionKind.Heal: worker.CutOff = false; break;
        }
    }

    private static void OfEngine(SimEngine engine, SimAction action, SimWorld world)
    {
        if (action.What is EngineRequest request && engine.Requests.Contains(request)) engine.Carry(request);
        if (action.What is not (TaskStamp stamp, int code)) return;
        if (engine.ByLabels(stamp) is { State: Worker.Protocol.Found.Running } container) world.Exit(engine, container, code);
    }

    private static void Fault(SimWorld world, SimAction action)
    {
        world.Budget[action.Fault]--;
        switch (action.Fault)
        {
            case Protocol.Fault.Kill: world.Workers[action.Who].Kill(); break;
            case Protocol.Fault.Pause: world.Workers[action.Who].Paused = true; break;
            case Protocol.Fault.Cut: world.Workers[action.Who].CutOff = true; break;
            case Protocol.Fault.ConfirmLost: world.Workers[action.Who].LoseNextConfirm = true; break;
            case Protocol.Fault.QueueExpires: world.Workers[action.Who].ExpireQueue(); break;
            case Protocol.Fault.EngineKills: world.Engines[action.Who].KillAll(); break;
            case Protocol.Fault.HostGone: world.LoseHost(world.Engines[action.Who]); break;
            case Protocol.Fault.BrokerDown: world.BreakBroker(); break;
            case Protocol.Fault.CoordinatorKill: world.Coordinators[action.Who].Die(); break;
            case Protocol.Fault.CoordinatorPause: world.Redeliver(world.Coordinators[action.Who].Taken); world.Coordinators[action.Who].Paused = true; break;
            case Protocol.Fault.CommitUnknown: world.Coordinators[action.Who].CommitUnknown = true; break;
            case Protocol.Fault.Requeue: world.Redeliver(world.Coordinators[action.Who].Taken); break;
            case Protocol.Fault.Takeover: world.Coordinators[action.Who].Lead(++world.Store.Epoch); break;
            case Protocol.Fault.Duplicate: (action.Who < 0 ? world.Queue : world.Workers[action.Who].Inbox).Add(world.Wrap(((Envelope)action.What!).Body)); break;
            case Protocol.Fault.Stop: world.Publish(new StopCommand((TaskKey)action.What!)); break;
            case Protocol.Fault.Delete: world.Publish(new DeleteCommand((TaskKey)action.What!)); break;
        }
    }
}

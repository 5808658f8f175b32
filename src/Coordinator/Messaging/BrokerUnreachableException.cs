namespace Fleet.Coordinator.Messaging;

/// <summary>The broker did not answer in time at the start.</summary>
public sealed class BrokerUnreachableException : Exception
{
    internal BrokerUnreachableException(FleetBusOptions options, Exception inner)
        : base($"RabbitMQ at {BrokerSetup.Display(options)} could not be used within {options.StartTimeout.TotalSeconds:0} s: {Reason(inner)}. Check that it runs, and host, port, virtual host, user and password of the address.", inner)
    {
    }

    private static string Reason(Exception error)
    {
        var root = error is OperationCanceledException ? null : error.GetBaseException().Message;
        return root ?? "no answer";
    }
}

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>At the begin of a term: Secrets that an older key sealed are sealed with the first one, so that the older one can be left out some day.</summary>
internal sealed class RenewSecretsInput : RunInput
{
    public override ValueTask DecideAsync(Group group)
    {
        group.RenewSecrets();
        return ValueTask.CompletedTask;
    }
}

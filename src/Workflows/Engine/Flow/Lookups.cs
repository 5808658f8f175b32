using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// What a start needs to know from outside: the workflow template it refers to, values of ConfigMaps and Secrets. It is asked for, the start waits like one that waits for a place, and is tried again
/// with the answer.
/// </summary>
internal static class Lookups
{
    // No hook has it: a leaf asks for itself.
    private const int EnvironmentSite = int.MinValue;

    /// <summary>Whether everything is known that a call needs; else it is asked for, and the start waits.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="key">The start.</param>
    /// <param name="call">The call with its tags replaced.</param>
    /// <param name="scope">Where its template's name is looked up.</param>
    public static bool AreKnown(Turn turn, StartKey key, TemplateCall call, string scope)
    {
        var library = turn.State.Library;
        if (call is { TemplateRef: { } reference, Inline: null } && !library.Knows(reference) && !turn.Answers.IsMissing(reference.Name, reference.ClusterScope))
        {
            turn.State.Waiting.Ask(key);
            turn.Send(new ResolveTemplate(reference.Name, reference.ClusterScope, Stamp(key)));
            return false;
        }

        return library.Find(scope, call.Template, call.TemplateRef, call.Inline?.Json, out _) is not { } handle || Ask(turn, key, ConfigMapInputs.Keys(turn, handle.Template, call.Arguments));
    }

    /// <summary>A template was found, or there is none.</summary>
    public static void OnResolved(Turn turn, TemplateResolved resolved)
    {
        var key = new StartKey(resolved.Start.Owner, resolved.Start.Site);
        if (!turn.State.Waiting.Answered(key))
            return;
        if (resolved.Manifest is null)
            turn.Answers.Missing(resolved.Name, resolved.ClusterScope);
        else if (turn.State.Library.Store(resolved.Name, resolved.ClusterScope, resolved.Manifest))
            turn.Touch(turn.State.Root!);
        Starts.Retry(turn, key);
    }

    /// <summary>Values of ConfigMaps are known.</summary>
    public static void OnRead(Turn turn, ConfigMapsRead read)
    {
        var key = new StartKey(read.Start.Owner, read.Start.Site);
        if (!turn.State.Waiting.Answered(key))
            return;
        foreach (var value in read.Values)
            turn.Answers.Add(value);
        if (key.Site == EnvironmentSite)
            LeafFlow.OnEnvironment(turn, turn.Node(key.Owner));
        else
            Starts.Retry(turn, key);
    }

    /// <summary>Whether the ConfigMaps and Secrets of a leaf are known; else they are asked for, and the node waits.</summary>
    public static bool IsEnvironmentKnown(Turn turn, Node node, TaskRequest request) =>
        Ask(turn, new StartKey(node.Ordinal, EnvironmentSite), [.. ConfigMapEnvironment.Keys(request.Template), .. VolumeContents.Keys(request.Template), .. TaskSecrets.Keys(turn, request)]);

    /// <summary>Whether keys are known; else they are asked for, and the start waits.</summary>
    // An answer is good for its turn alone: where one is missing all are asked for, also those that something else in this turn was answered. Else each answer would lack what the one before had.
    public static bool Ask(Turn turn, StartKey key, IReadOnlyList<ConfigMapKey> keys)
    {
        if (keys.All(one => ConfigMapInputs.Find(turn, one) is not null))
            return true;
        turn.State.Waiting.Ask(key);
        turn.Send(new ReadConfigMaps([.. keys.Distinct().Where(one => !ConfigMapInputs.IsGiven(turn, one))], Stamp(key)));
        return false;
    }

    private static StartStamp Stamp(StartKey key) => new(key.Owner, key.Site);
}

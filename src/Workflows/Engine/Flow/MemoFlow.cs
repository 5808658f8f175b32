using System.Text.RegularExpressions;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Memoization (Argo docs, "Step Level Memoization"): a node whose outputs are in the cache succeeds with them and without a body; one that succeeds by itself puts them there. With a retry
/// strategy that is the Retry node.
/// </summary>
internal static partial class MemoFlow
{
    /// <summary>How long an entry is kept when <c>maxAge</c> does not say (as Argo's database cache).</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    // Argo's caches are ConfigMaps: what cannot be a key there is none.
    private const int LongestKey = 253;

    /// <summary>Reads a template's <c>memoize</c>.</summary>
    /// <returns>Cache and key; null: it is not memoized.</returns>
    /// <exception cref="ExpressionException">A tag cannot be resolved.</exception>
    /// <exception cref="SpecFormatException">The key or <c>maxAge</c> is none.</exception>
    public static MemoStanding? Read(TemplateHandle handle, Substitution scope)
    {
        if (handle.Memoize is not { } text)
            return null;
        var memoize = SpecReader.ReadMemoize(scope.Apply(text).Source);
        if (memoize.ConfigMap is not { Name.Length: > 0 } cache)
            throw new SpecFormatException("memoize needs a cache: cache.configMap.name");
        if (!KeyForm().IsMatch(memoize.Key))
            throw new SpecFormatException($"invalid cache key: {memoize.Key}");
        if (memoize.Key.Length > LongestKey)
            throw new SpecFormatException($"invalid cache key: {memoize.Key}: it must be no more than {LongestKey} characters");
        _ = MaxAge(memoize.MaxAge);
        return new MemoStanding(cache.Name, memoize.Key, memoize.MaxAge);
    }

    /// <summary>Looks a node's entry up.</summary>
    public static void Ask(Turn turn, Node node) => turn.Send(new LookUpMemo(node.Ordinal, Key(turn.State, node.Memo!)));

    /// <summary>The cache has answered.</summary>
    public static void OnAnswered(Turn turn, MemoAnswered answered)
    {
        if (answered.Ordinal < 0 || answered.Ordinal >= turn.State.NodeCount)
            throw new InvalidOperationException($"workflow {turn.State.Name} has no node {answered.Ordinal}");
        var node = turn.Node(answered.Ordinal);
        if (!node.Has(NodeFlags.Unbegun) || node.IsFulfilled || node.Memo is not { Hit: null } memo || node.Locks is { Phase: not LockPhase.Held })
            return;
        memo.Hit = answered.Entry is { } found && (MaxAge(memo.MaxAge) is not { } limit || turn.Now - found.CreatedAt <= limit);
        turn.Touch(node);
        if (memo.Hit == false)
        {
            Admission.Proceed(turn, node);
            return;
        }

        node.Outputs = MemoOutputs.Read(answered.Entry!.Outputs);
        Admission.End(turn, node, NodePhase.Succeeded, null);
    }

    /// <summary>Keeps the outputs of a node that succeeded by itself.</summary>
    public static void Save(Turn turn, Node node)
    {
        if (node is not { Phase: NodePhase.Succeeded, Memo: { Hit: false } memo })
            return;
        var entry = new MemoEntry(NodeNames.Id(turn.State, node), MemoOutputs.Write(node.Outputs, turn.State.Values), turn.Now);
        turn.Send(new SaveMemo(Key(turn.State, memo), entry, turn.Now + (MaxAge(memo.MaxAge) ?? KeptFor)));
    }

    private static MemoKey Key(WorkflowState state, MemoStanding memo) => new(state.Namespace, memo.Cache, memo.Key);

    private static TimeSpan? MaxAge(string text)
    {
        if (text.Length == 0)
            return null;
        try
        {
            return GoDuration.Parse(text).ToTimeSpan();
        }
        catch (ExpressionException e)
        {
            throw new SpecFormatException($"invalid maxAge: {e.Message}", e);
        }
    }

    // Argo's cacheKeyRegex.
    [GeneratedRegex("^[a-zA-Z0-9][-a-zA-Z0-9]*\\z", RegexOptions.NonBacktracking)]
    private static partial Regex KeyForm();
}

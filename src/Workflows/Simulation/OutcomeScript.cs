using System.Globalization;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>Finds what each attempt does, and remembers which entries came to nothing.</summary>
internal sealed class OutcomeScript
{
    private readonly Outcomes _outcomes;
    private readonly NameGlob[] _globs;
    private readonly int[] _used;
    private readonly bool[] _matched;
    private readonly SortedDictionary<(int Rule, string Part), string> _strange = [];

    public OutcomeScript(Outcomes outcomes)
    {
        _outcomes = outcomes;
        _globs = [.. outcomes.Nodes.Select(rule => new NameGlob(rule.Match))];
        _used = new int[_globs.Length];
        _matched = new bool[_globs.Length];
    }

    /// <summary>What an attempt that begins does. The first entry that matches and has attempts left counts.</summary>
    public ScriptedOutcome Next(WorkflowState state, int ordinal, Template template) => Find(state, ordinal, template) ?? _outcomes.Default;

    /// <summary>As above; null: no entry is meant for it.</summary>
    public ScriptedOutcome? Find(WorkflowState state, int ordinal, Template template)
    {
        var names = Names(state, ordinal).ToArray();
        OutcomeRule? found = null;
        for (var i = 0; i < _globs.Length; i++)
        {
            // Those after the first are looked at until they match once, for the warnings.
            if ((found is not null && _matched[i]) || !Means(_globs[i], names))
                continue;
            _matched[i] = true;
            if (found is not null || _used[i] >= _outcomes.Nodes[i].Times)
                continue;
            _used[i]++;
            found = _outcomes.Nodes[i];
            foreach (var name in found.Outcome.Parameters.Keys.Where(name => template.Outputs.Parameters.All(parameter => parameter.Name != name)))
                _strange.TryAdd((i, $"outputs.parameters.{name}"), $"template '{template.Name}' has no output parameter '{name}'");
            if (template.Http is null && (found.Outcome.StatusCode is not null || found.Outcome.Body is not null || found.Outcome.Headers.Count > 0))
                _strange.TryAdd((i, "statusCode"), $"template '{template.Name}' makes no HTTP call: statusCode, headers and body are for http templates");
        }

        return found?.Outcome;
    }

    private static bool Means(NameGlob glob, string[] names)
    {
        foreach (var name in names)
        {
            if (glob.Matches(name))
                return true;
        }

        return false;
    }

    /// <summary>Entries and parameters without effect.</summary>
    public IEnumerable<SpecError> Warnings()
    {
        for (var i = 0; i < _globs.Length; i++)
        {
            if (_used[i] == 0)
                yield return Warning(i, $"nodes[{i}]", _matched[i] ? $"every task that '{_outcomes.Nodes[i].Match}' matches was taken by an entry before it" : $"no task matched '{_outcomes.Nodes[i].Match}'");
        }

        foreach (var ((rule, part), message) in _strange)
            yield return Warning(rule, $"nodes[{rule}].{part}", message);
    }

    private SpecError Warning(int rule, string path, string message) => new(message, path, _outcomes.Nodes[rule].Line, 0, 0);

    // An attempt is a node of its own ("flaky(0)"); to a user it is one of the retried node's.
    private static IEnumerable<string> Names(WorkflowState state, int ordinal)
    {
        var node = state.Nodes[ordinal];
        yield return NodeNames.Name(state, node);
        yield return NodeNames.DisplayName(state, node);
        while (node.Role == NodeRole.Attempt)
        {
            node = state.Nodes[node.Owner];
            yield return NodeNames.Name(state, node);
            yield return NodeNames.DisplayName(state, node);
        }
    }

    /// <summary>What the worker would say of declared outputs that were not written.</summary>
    public static string[] MissingOutputs(Template template, ScriptedOutcome outcome) =>
    [
        .. template.Outputs.Parameters
        .Where(parameter => parameter.ValueFrom is { Path: not null, Default: null } && !outcome.Parameters.ContainsKey(parameter.Name))
        .Select(parameter => string.Create(CultureInfo.InvariantCulture, $"cannot save parameter {parameter.Name}: file {parameter.ValueFrom!.Path} does not exist; give its value under outputs.parameters of an entry of the outcomes")),
        .. template.Resource?.Source is { } artifact && outcome.Result is null ? (string[])[$"artifact {artifact} failed to load: there are no artifacts in a simulation; give the manifest as outputs.result of an entry of the outcomes"] : [],
    ];
}

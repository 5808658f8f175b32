using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>The arguments of a workflow as they are now, and what <c>workflow.*</c> takes from them: made when it is asked for.</summary>
/// <param name="given">Those of the manifest.</param>
internal sealed class WorkflowArguments(Arguments given)
{
    private Dictionary<string, string>? _constants;
    private string? _list;

    /// <summary>The arguments.</summary>
    public Arguments Present { get; private set; } = given;

    /// <summary>Names of <c>workflow.*</c> that do not change.</summary>
    public Dictionary<string, string> Constants(WorkflowState state) => _constants ??= GlobalVariables.Constants(state);

    /// <summary><c>workflow.parameters</c>; one that is large is not kept.</summary>
    public string List(WorkflowState state)
    {
        var list = _list ?? GlobalVariables.List(state);
        _list = list.Length <= ValueTable.InlineLength ? list : null;
        return list;
    }

    /// <summary>Arguments whose names the manifest has get their values.</summary>
    public void Resolve(ValueTable values)
    {
        if (Present.Parameters.Any(parameter => parameter.Value?.StartsWith(ValueTable.Mark, StringComparison.Ordinal) == true))
            Change(Present with { Parameters = [.. Present.Parameters.Select(parameter => parameter with { Value = values.Known(parameter.Value) })] });
    }

    /// <summary>Gives arguments values.</summary>
    /// <param name="values">Values by name.</param>
    /// <param name="add">Names that the manifest does not have are added.</param>
    public void Set(IReadOnlyDictionary<string, string> values, bool add)
    {
        if (values.Count > 0)
            Change(ArgumentMerge.With(Present, values, add));
    }

    private void Change(Arguments arguments) => (Present, _constants, _list) = (arguments, null, null);
}

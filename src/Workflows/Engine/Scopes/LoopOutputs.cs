using System.Text.Json;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>Aggregates of a loop: lists over the children that succeeded, in the order of the items (Argo docs, "Loops", Accessing the aggregate results).</summary>
internal static class LoopOutputs
{
    /// <summary>Finds an aggregate.</summary>
    /// <exception cref="ExpressionException">A result is no JSON.</exception>
    public static bool TryGet(WorkflowState state, IReadOnlyList<int> items, string fact, out object? value)
    {
        const string parameter = "outputs.parameters.";
        value = null;
        if (!HasAny(state, items))
            return false;
        if (fact == "outputs.result")
            value = Results(state, items);
        else if (fact == "outputs.parameters")
            value = Maps(state, items);
        else if (fact.StartsWith(parameter, StringComparison.Ordinal))
            value = Values(state, items, fact[parameter.Length..]);
        return value is not null;
    }

    /// <summary>All aggregates, for expressions.</summary>
    public static void Collect(WorkflowState state, IReadOnlyList<int> items, string prefix, Dictionary<string, object?> all)
    {
        if (!HasAny(state, items))
            return;
        var first = items.Select(i => state.Nodes[i]).FirstOrDefault(n => n.Type != NodeType.Skipped) ?? state.Nodes[items[0]];
        foreach (var output in first.Template?.Template.Outputs.Parameters ?? [])
        {
            if (Values(state, items, output.Name) is { } list)
                all.TryAdd($"{prefix}.outputs.parameters.{output.Name}", list);
        }

        all.TryAdd($"{prefix}.outputs.result", Results(state, items));
    }

    // Items that are skipped count in a DAG, whose loop then has empty lists, and not in steps (Argo's sources buildLocalScopeFromTask, executeSteps).
    private static bool HasAny(WorkflowState state, IReadOnlyList<int> items) =>
        items.Any(i => state.Nodes[i] is { Role: NodeRole.Item } or { Type: not NodeType.Skipped });

    /// <summary>Why the results cannot be put together; null: they can, or there are none.</summary>
    public static string? Problem(WorkflowState state, IReadOnlyList<int> items)
    {
        foreach (var outputs in Succeeded(state, items))
        {
            try
            {
                if (outputs?.Result is { } result)
                    JsonDocument.Parse(result).Dispose();
            }
            catch (JsonException e)
            {
                return NoJson(outputs!.Result!, e);
            }
        }

        return null;
    }

    private static IEnumerable<NodeOutputs?> Succeeded(WorkflowState state, IReadOnlyList<int> items)
    {
        foreach (var item in items)
        {
            var node = state.Nodes[item];
            if (node.Phase == NodePhase.Succeeded)
                yield return NodeFacts.Carrier(state, node).Outputs;
        }
    }

    private static string? Values(WorkflowState state, IReadOnlyList<int> items, string name)
    {
        var declared = items.Any(i => state.Nodes[i].Template?.Template.Outputs.Parameters.Any(p => p.Name == name) ?? false);
        if (!declared)
            return null;
        var values = Succeeded(state, items).Select(o => o?.Find(name)?.Value).OfType<string>().ToList();
        if (values.Count == 0)
            return null;
        var embed = values.TrueForAll(IsContainer);
        return Write(writer =>
        {
            foreach (var value in values)
            {
                // Read and written anew, as Go does: keys in order, numbers as floats (Argo's source aggregatedJSONValueList).
                if (embed)
                    writer.WriteRawValue(Expression.ToJson(Expression.FromJson(value)), skipInputValidation: true);
                else
                    writer.WriteStringValue(value);
            }
        });
    }

    private static string Maps(WorkflowState state, IReadOnlyList<int> items) => Write(writer =>
    {
        foreach (var outputs in Succeeded(state, items))
        {
            if (outputs is null)
                continue;
            writer.WriteStartObject();
            foreach (var parameter in outputs.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal))
            {
                if (parameter.Value is { } value)
                    writer.WriteString(parameter.Name, value);
            }

            writer.WriteEndObject();
        }
    });

    private static string Results(WorkflowState state, IReadOnlyList<int> items) => Write(writer =>
    {
        foreach (var outputs in Succeeded(state, items))
        {
            if (outputs?.Result is not { } result)
                continue;
            try
            {
                WriteJson(writer, result);
            }
            catch (JsonException e)
            {
                throw new ExpressionException(ExpressionErrorKind.Evaluation, NoJson(result, e));
            }
        }
    });

    private static string NoJson(string result, JsonException e) =>
        $"the results of a loop can only be used together when each is JSON, and '{(result.Length > 100 ? result[..100] + "..." : result)}' is not: {JsonFault.Of(e)}";

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartArray();
            write(writer);
            writer.WriteEndArray();
        }

        return Expressions.Values.GoJson.EscapeMarkup(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteJson(Utf8JsonWriter writer, string json)
    {
        using var document = JsonDocument.Parse(json);
        document.RootElement.WriteTo(writer);
    }

    private static bool IsContainer(string value)
    {
        var start = value.AsSpan().TrimStart();
        if (start.IsEmpty || start[0] is not ('{' or '['))
            return false;
        try
        {
            using var document = JsonDocument.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

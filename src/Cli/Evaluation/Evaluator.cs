using System.Text.Encodings.Web;
using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Cli.Evaluation;

/// <summary>Gives each text to the part of the engine that its language belongs to.</summary>
internal static class Evaluator
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Evaluates.</summary>
    /// <exception cref="ExpressionException">The text cannot be parsed or evaluated.</exception>
    public static EvalValue Evaluate(EvalInput input) => input.Kind switch
    {
        EvalKinds.Expression => Value(Expression.Parse(input.Text).Evaluate(Context(input))),
        EvalKinds.Template or EvalKinds.StrictTemplate => Text(TagTemplate.Render(input.Text, input.Scope, input.Tags)),
        EvalKinds.When => Bool(WhenExpression.Evaluate(TagTemplate.Render(input.Text, input.Scope, input.Tags))),
        EvalKinds.Depends => Depends(input),
        EvalKinds.Condition => Bool(Expression.Parse(input.Text).EvaluateBool(Context(input))),
        EvalKinds.ValueFrom => Text(Expression.Parse(input.Text).EvaluateText(Context(input))),
        EvalKinds.Sequence => Object("array", LoopSequence.Expand(input.Sequence.Start, input.Sequence.End, input.Sequence.Count, input.Sequence.Format)),
        EvalKinds.Item => Item(input),
        _ => throw new InvalidDataException($"there is no kind '{input.Kind}'; there are {string.Join(", ", EvalKinds.All)}"),
    };

    private static EvaluationContext Context(EvalInput input) => new() { Variables = input.Variables.ToEnvironment(), Now = input.Tags.Now, Seed = input.Tags.Seed };

    private static EvalValue Depends(EvalInput input)
    {
        TaskContinueOn ContinueOn(string task) => input.ContinueOn.GetValueOrDefault(task);
        var depends = input.Dependencies is { } names ? DependsExpression.FromDependencies(names, ContinueOn) : DependsExpression.Parse(input.Text, ContinueOn);
        if (depends.Tasks.FirstOrDefault(task => !input.Results.ContainsKey(task)) is { } missing)
            throw new ExpressionException(ExpressionErrorKind.MissingReference, $"task '{missing}' is not in the scope: say how it ended");
        return Object("map", new { execute = depends.Evaluate((task, result) => input.Results[task].Contains(result)), logic = depends.Logic });
    }

    private static EvalValue Item(EvalInput input)
    {
        var item = LoopItem.FromJson(input.Item);
        return Object("map", new
        {
            nodeName = item.NodeName(input.Name, input.Index),
            type = item.Kind.ToString(),
            value = TagTemplate.Render(input.Text, item.CreateScope(input.Scope), input.Tags),
        });
    }

    // Some values of expressions have no JSON form (functions, infinity): they are shown as Go writes them.
    private static EvalValue Value(object? value)
    {
        if (value is string text)
            return Text(text);
        var type = Expression.TypeOf(value);
        try
        {
            var json = Expression.ToJson(value);
            return new EvalValue(json, type, json);
        }
        catch (ExpressionException)
        {
            var written = Expression.Format(value);
            return new EvalValue(JsonSerializer.Serialize(written, Json), type, written);
        }
    }

    private static EvalValue Text(string text) => new(JsonSerializer.Serialize(text, Json), "string", text);

    private static EvalValue Bool(bool value) => new(value ? "true" : "false", "bool", value ? "true" : "false");

    private static EvalValue Object(string type, object value)
    {
        var json = JsonSerializer.Serialize(value, Json);
        return new EvalValue(json, type, json);
    }
}

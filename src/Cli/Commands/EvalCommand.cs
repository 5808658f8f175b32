using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleet.Cli.Evaluation;
using Fleet.Cli.Output;
using Fleet.Workflows.Expressions;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet eval</c>: one expression or text with tags, or lines of them.</summary>
internal static class EvalCommand
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CliEnvironment environment)
    {
        var text = new Argument<string?>("TEXT") { Description = "An expression, or a text with tags. With --jsonl: a file of lines, or - for standard input.", Arity = ArgumentArity.ZeroOrOne };
        var scope = new Option<string?>("--scope") { Description = "YAML or JSON file: names, dotted or nested, and their values.", HelpName = "FILE" };
        var kind = new Option<string?>("--kind")
        {
            Description = $"Language: {string.Join(", ", EvalKinds.OfText[..^1])} or {EvalKinds.OfText[^1]}. Default: template when there is a tag in it, else expression.",
            HelpName = "KIND",
        };
        kind.AcceptOnlyFromAmong(EvalKinds.OfText);
        var unknown = new Option<string>("--unknown")
        {
            Description = "Tags that the scope does not know: fail, keep, or strict (only those of steps and tasks fail).",
            HelpName = "HOW",
            DefaultValueFactory = _ => "fail",
        };
        unknown.AcceptOnlyFromAmong("fail", "keep", "strict");
        var lines = new Option<bool>("--jsonl") { Description = "Read lines {\"id\", \"kind\", \"input\", \"scope\", ..} and answer each by {\"id\", \"value\"} or {\"id\", \"error\"}." };
        var output = CommandOptions.Output("pretty", "json");
        var command = new Command("eval", "Evaluates an expression, a condition or a text with tags. Exits 0 with a value, 1 on an error in it, 2 on wrong usage.") { text, scope, kind, unknown, lines, output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(lines) && ((Option[])[scope, kind, unknown, output]).FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } meaningless)
                result.AddError($"{meaningless.Name} has no meaning with --jsonl: each line says it for itself.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Hosting.FleetConnection.Prepare(parsed, environment);
            var given = parsed.GetValue(text) ?? (parsed.GetValue(lines) ? "-" : throw new CliException("name a text to evaluate, or say --jsonl.", ExitCodes.Invalid));
            if (parsed.GetValue(lines))
                return EvalLines.Answer((await ManifestText.ReadAsync(given, environment, cancellationToken)).Text, environment);
            var names = ScopeFile.Read(parsed.GetValue(scope));
            return One(environment, Input(given, parsed.GetValue(kind), parsed.GetValue(unknown)!, names, environment.Time.GetUtcNow()), parsed.GetValue(output) == "json");
        });
        return command;
    }

    private static EvalInput Input(string text, string? kind, string unknown, IReadOnlyDictionary<string, ScopeName> names, DateTimeOffset now)
    {
        kind ??= TagTemplate.HasTags(text) ? EvalKinds.Template : EvalKinds.Expression;
        try
        {
            return new EvalInput
            {
                Kind = kind,
                Text = text,
                Scope = new TagScope(names.Select(name => KeyValuePair.Create(name.Key, (object?)name.Value.Text))),
                Variables = new TagScope(names.Select(name => KeyValuePair.Create(name.Key, name.Value.Value))),
                Tags = (unknown switch { "keep" => TagOptions.Keep, "strict" => TagOptions.StrictStepsAndTasks, _ => TagOptions.Fail }) with { Now = now },
                Results = kind == EvalKinds.Depends ? ScopeFile.Results(names) : new Dictionary<string, IReadOnlySet<TaskResult>>(),
            };
        }
        catch (InvalidDataException e)
        {
            throw new CliException($"--scope: {e.Message}.", ExitCodes.Invalid);
        }
    }

    private static int One(CliEnvironment environment, EvalInput input, bool json)
    {
        try
        {
            var value = Evaluator.Evaluate(input);
            environment.Out.WriteLine(json ? $$"""{"value":{{value.Json}},"type":"{{value.Type}}"}""" : $"type:  {value.Type}\nvalue: {value.Text}");
            return ExitCodes.Succeeded;
        }
        catch (ExpressionException e) when (json)
        {
            environment.Out.WriteLine(JsonSerializer.Serialize(new { error = e.Message, kind = e.Kind.ToString(), line = e.Line, column = e.Column }, Json));
            return ExitCodes.Failed;
        }
        catch (ExpressionException e)
        {
            throw new CliException(e.Message);
        }
    }
}

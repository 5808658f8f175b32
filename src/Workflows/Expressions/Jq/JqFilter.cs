using System.Text;
using System.Text.Json;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>
/// A jq filter: jq's language with the builtins of its manual that need no files, environment, clock or modules. It is bounded: whatever it says, it ends soon, with a value or an error.
/// </summary>
internal sealed class JqFilter
{
    private readonly JqNode _program;

    private JqFilter(JqNode program) => _program = program;

    /// <summary>Reads a filter.</summary>
    /// <param name="source">The text.</param>
    /// <exception cref="ExpressionException">It is none, or uses what is not known here; with the position.</exception>
    public static JqFilter Parse(string source) => new(JqParser.Parse(source));

    /// <summary>All outputs for a JSON text, as Argo takes them: texts as they are, others as compact JSON, one a line, without blanks around the whole.</summary>
    /// <param name="json">The input.</param>
    /// <exception cref="ExpressionException">The filter ends in an error, or passes a bound.</exception>
    public string Run(string json)
    {
        var budget = new JqBudget();
        var lines = new StringBuilder();
        try
        {
            using var document = JsonDocument.Parse(json);
            new JqEvaluator(budget).Run(_program, null, new JqItem(JqValues.Of(document.RootElement)), output =>
            {
                var text = JqFormats.Text(output.Value, budget);
                budget.Take(text.Length + 1);
                lines.Append(text).Append('\n');
                return true;
            });
        }
        catch (JqError error)
        {
            throw new ExpressionException("jqFilter: " + error.Message, error);
        }

        return lines.ToString().Trim();
    }
}

using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>
/// JSONPath as Argo's <c>jsonpath</c> function has it: github.com/evilmonkeyinc/jsonpath with its default options. Wildcards, ranges, unions and filters give lists, and below each other lists of lists;
/// what fails below them is left out; elsewhere it is an error.
/// </summary>
internal static class JsonPath
{
    public static object? Query(EvaluationState state, object? root, string path)
    {
        object? found = new PathRun(state, new PathParser(state).Parse(path)).Next(root, root, 0);
        return found is PathFailure failure ? throw new ExpressionException(failure.Message) : found;
    }
}

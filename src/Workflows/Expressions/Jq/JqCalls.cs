namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Calls: of the program's own functions and filters, of the library, of what is built in.</summary>
internal static class JqCalls
{
    /// <summary>Runs a call.</summary>
    public static bool Run(JqEvaluator evaluator, JqCall call, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        switch (JqEnvironment.Function(at, call.Name, call.Arguments.Count, out var from))
        {
            case JqClosure closure: return evaluator.Run(closure.Filter, closure.At, input, emit);
            case JqFunction own: return Run(evaluator, own, 0, call, at, from, input, emit);
        }

        return JqPrelude.Find(call.Name, call.Arguments.Count) is { } function
            ? Run(evaluator, function, 0, call, at, null, input, emit)
            : JqBuiltins.Find(call.Name, call.Arguments.Count)(evaluator, call.Arguments, at, input, emit);
    }

    // A value parameter is a loop over the values of its argument.
    private static bool Run(JqEvaluator evaluator, JqFunction function, int index, JqCall call, JqEnvironment? at, JqEnvironment? names, JqItem input, Func<JqItem, bool> emit)
    {
        if (index == function.Parameters.Count)
            return evaluator.Run(function.Body, names, input, emit);
        var parameter = function.Parameters[index];
        if (parameter[0] != '$')
            return Run(evaluator, function, index + 1, call, at, JqEnvironment.WithFilter(names, parameter, call.Arguments[index], at), input, emit);
        return evaluator.Run(call.Arguments[index], at, input.Bare, value =>
        {
            var with = JqEnvironment.WithVariable(names, parameter[1..], value.Value);
            return Run(evaluator, function, index + 1, call, at, JqEnvironment.WithFilter(with, parameter[1..], new JqLiteral(value.Value), null), input, emit);
        });
    }
}

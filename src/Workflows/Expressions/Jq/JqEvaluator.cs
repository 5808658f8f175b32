namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Runs a program: each part hands its outputs on one after another, until there are no more or whoever gets them has enough.</summary>
internal sealed class JqEvaluator(JqBudget budget)
{
    private object? _leaving;

    /// <summary>What it may use.</summary>
    public JqBudget Budget => budget;

    /// <summary>Regular expressions of this run.</summary>
    public JqRegexes Regexes { get; } = new(budget);

    /// <summary>Runs a part.</summary>
    /// <param name="node">The part.</param>
    /// <param name="at">Names.</param>
    /// <param name="input">Its input.</param>
    /// <param name="emit">Takes an output; false: no more of them.</param>
    /// <returns>False: somebody has had enough.</returns>
    public bool Run(JqNode node, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        budget.Enter();
        var result = node switch
        {
            JqIdentity => emit(input),
            JqLiteral literal => emit(new JqItem(literal.Value)),
            JqIndex index => RunIndex(index, at, input, emit),
            JqIterate each => Run(each.Target, at, input, target => JqLists.Each(target, emit, budget)),
            JqSlice slice => RunSlice(slice, at, input, emit),
            JqPipe pipe => Run(pipe.Left, at, input, value => Run(pipe.Right, at, value, emit)),
            JqComma comma => Run(comma.Left, at, input, emit) && Run(comma.Right, at, input, emit),
            JqCall call => JqCalls.Run(this, call, at, input, emit),
            JqVariable variable => emit(new JqItem(JqEnvironment.Variable(at, variable.Name))),
            JqBinary binary => RunBinary(binary, at, input, emit),
            JqLogic logic => RunLogic(logic, at, input, emit),
            JqAlternative alternative => RunAlternative(alternative, at, input, emit),
            JqIf branch => Run(branch.Condition, at, input.Bare, condition =>
                JqValues.IsTrue(condition.Value) ? Run(branch.Then, at, input, emit) : branch.Else is { } otherwise ? Run(otherwise, at, input, emit) : emit(input)),
            JqTry attempt => RunTry(attempt, at, input, emit),
            JqArray array => RunArray(array, at, input, emit),
            JqObject map => RunObject(map, 0, new Dictionary<string, object?>(StringComparer.Ordinal), at, input, emit),
            JqText text => RunText(text, 0, "", at, input, emit),
            JqFormat format => emit(new JqItem(JqFormats.Apply(format.Name, input.Value, budget))),
            JqNegate negate => Run(negate.Operand, at, input.Bare, value => emit(new JqItem(value.Value is long or double ? JqOperators.Apply("-", 0L, value.Value, budget) : throw new JqError($"{JqWriter.Short(value.Value)} cannot be negated")))),
            JqReduce reduce => RunReduce(reduce, at, input, emit),
            JqForeach each => RunForeach(each, at, input, emit),
            JqDefine define => Run(define.Rest, JqEnvironment.WithFunction(at, define.Function), input, emit),
            JqBind bind => Run(bind.Source, at, input.Bare, value => Match(bind.Pattern, value.Value, at, input, names => Run(bind.Body, names, input, emit))),
            JqLabel label => RunLabel(label, at, input, emit),
            JqBreak leave => Leave(JqEnvironment.Label(at, leave.Name)),
            JqDescend => JqLoops.Repeat(value => JqLists.Inner(value, budget), input, emit, budget),
            JqAssign assign => JqAssignments.Run(this, assign, at, input, emit),
            _ => throw new InvalidOperationException($"{node.GetType().Name} is no part of a program"),
        };
        budget.Leave();
        return result;
    }

    /// <summary>All outputs of a part.</summary>
    public List<JqItem> All(JqNode node, JqEnvironment? at, JqItem input)
    {
        var all = new List<JqItem>();
        Run(node, at, input, value =>
        {
            budget.Take(1);
            all.Add(value);
            return true;
        });
        return all;
    }

    /// <summary>The first output of a part.</summary>
    /// <returns>False: there is none, or an outer label was left for.</returns>
    public bool First(JqNode node, JqEnvironment? at, JqItem input, out JqItem first, out bool goesOn)
    {
        JqItem? found = null;
        var result = Run(node, at, input, value =>
        {
            found = value;
            return false;
        });
        first = found ?? default;
        goesOn = found is not null || result;
        return found is not null;
    }

    private bool RunIndex(JqIndex index, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) => Run(index.Target, at, input, target =>
        index.Key is JqLiteral { Value: string name }
            ? emit(target.Below(name, JqAccess.Get(target.Value, name, budget)))
            : Run(index.Key, at, input.Bare, key => emit(target.Below(key.Value, JqAccess.Get(target.Value, key.Value, budget)))));

    private bool RunSlice(JqSlice slice, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) => Run(slice.Target, at, input, target =>
        Run(slice.To ?? new JqLiteral(null), at, input.Bare, to => Run(slice.From ?? new JqLiteral(null), at, input.Bare, from => emit(new JqItem(
            JqAccess.Slice(target.Value, from.Value, to.Value, budget),
            target.Path?.Below(new Dictionary<string, object?>(StringComparer.Ordinal) { ["start"] = from.Value, ["end"] = to.Value }))))));

    // As jq: the right side is the outer loop.
    private bool RunBinary(JqBinary binary, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) => Run(binary.Right, at, input.Bare, right =>
        Run(binary.Left, at, input.Bare, left => emit(new JqItem(JqOperators.Apply(binary.Operator, left.Value, right.Value, budget)))));

    private bool RunLogic(JqLogic logic, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) => Run(logic.Left, at, input.Bare, left =>
        JqValues.IsTrue(left.Value) != logic.IsAnd
            ? emit(new JqItem(!logic.IsAnd))
            : Run(logic.Right, at, input.Bare, right => emit(new JqItem(JqValues.IsTrue(right.Value)))));

    private bool RunAlternative(JqAlternative alternative, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        var any = false;
        var result = Guarded(
            next => Run(alternative.Left, at, input, next),
            value =>
            {
                if (!JqValues.IsTrue(value.Value))
                    return true;
                any = true;
                return emit(value);
            },
            _ => true);
        return any || !result ? result : Run(alternative.Right, at, input, emit);
    }

    private bool RunTry(JqTry attempt, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) => Guarded(
        next => Run(attempt.Body, at, input, next), emit, error => attempt.Catch is not { } handler || Run(handler, at, new JqItem(error.Value), emit));

    // Errors of what gets the outputs are none of the body.
    private bool Guarded(Func<Func<JqItem, bool>, bool> run, Func<JqItem, bool> emit, Func<JqError, bool> handle)
    {
        JqError? later = null;
        bool result;
        var depth = budget.Depth;
        try
        {
            result = run(value =>
            {
                var inner = budget.Depth;
                try
                {
                    return emit(value);
                }
                catch (JqError error)
                {
                    later = error;
                    budget.Depth = inner;
                    return false;
                }
            });
        }
        catch (JqError error) when (later is null)
        {
            budget.Depth = depth;
            return handle(error);
        }

        return later is null ? result : throw later;
    }

    private bool RunArray(JqArray array, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        var list = new List<object?>();
        var result = array.Body is not { } body || Run(body, at, input.Bare, value =>
        {
            budget.Take(1);
            list.Add(value.Value);
            return true;
        });
        return result && emit(new JqItem(list));
    }

    private bool RunObject(JqObject map, int index, Dictionary<string, object?> made, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        if (index == map.Entries.Count)
            return emit(new JqItem(made));
        var (name, content) = map.Entries[index];
        return Run(name, at, input.Bare, key => Run(content, at, input.Bare, value =>
        {
            budget.Take(made.Count + 1);
            var next = new Dictionary<string, object?>(made, StringComparer.Ordinal)
            {
                [key.Value as string ?? throw new JqError($"Object keys must be strings, not {JqWriter.Short(key.Value)}")] = value.Value,
            };
            return RunObject(map, index + 1, next, at, input, emit);
        }));
    }

    private bool RunText(JqText text, int index, string made, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        if (index == text.Parts.Count)
            return emit(new JqItem(made));
        if (text.Parts[index] is JqLiteral { Value: string fixedText })
        {
            budget.Take(made.Length + fixedText.Length);
            return RunText(text, index + 1, made + fixedText, at, input, emit);
        }

        return Run(((JqText)text.Parts[index]).Parts[0], at, input.Bare, value =>
        {
            var part = text.Format is { } format ? JqFormats.Apply(format, value.Value, budget) : JqFormats.Text(value.Value, budget);
            budget.Take(made.Length + part.Length);
            return RunText(text, index + 1, made + part, at, input, emit);
        });
    }

    private bool RunReduce(JqReduce reduce, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) => Run(reduce.Start, at, input, start =>
    {
        var state = start;
        var result = Run(reduce.Source, at, input.Bare, value => Match(reduce.Pattern, value.Value, at, input, names =>
        {
            JqItem? last = null;
            var goesOn = Run(reduce.Update, names, state, next =>
            {
                last = next;
                return true;
            });
            state = last ?? new JqItem(null);
            return goesOn;
        }));
        return result && emit(state);
    });

    private bool RunForeach(JqForeach each, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) => Run(each.Start, at, input, start =>
    {
        var state = start;
        return Run(each.Source, at, input.Bare, value => Match(each.Pattern, value.Value, at, input, names => Run(each.Update, names, state, next =>
        {
            state = next;
            return each.Extract is { } extract ? Run(extract, names, next, emit) : emit(next);
        })));
    });

    private bool RunLabel(JqLabel label, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        var token = new object();
        var result = Run(label.Body, JqEnvironment.WithLabel(at, label.Name, token), input, emit);
        if (result || !ReferenceEquals(_leaving, token))
            return result;
        _leaving = null;
        return true;
    }

    private bool Leave(object token)
    {
        _leaving = token;
        return false;
    }

    private bool Match(JqPattern pattern, object? value, JqEnvironment? at, JqItem input, Func<JqEnvironment?, bool> then)
    {
        if (pattern.Variable is { } name)
            return then(JqEnvironment.WithVariable(at, name, value));
        if (pattern.Items is { } items)
        {
            if (value is not (null or List<object?>))
                throw new JqError($"Cannot index {JqValues.TypeOf(value)} with number");
            return MatchItems(items, 0, value as List<object?>, at, input, then);
        }

        if (value is not (null or Dictionary<string, object?>))
            throw new JqError($"Cannot index {JqValues.TypeOf(value)} with string");
        return MatchFields(pattern.Fields!, 0, value as Dictionary<string, object?>, at, input, then);
    }

    private bool MatchItems(IReadOnlyList<JqPattern> items, int index, List<object?>? list, JqEnvironment? at, JqItem input, Func<JqEnvironment?, bool> then) =>
        index == items.Count ? then(at) : Match(items[index], list is not null && index < list.Count ? list[index] : null, at, input, next => MatchItems(items, index + 1, list, next, input, then));

    private bool MatchFields(
        IReadOnlyList<(JqNode Key, JqPattern? Value, string? Variable)> fields, int index, Dictionary<string, object?>? map, JqEnvironment? at, JqItem input, Func<JqEnvironment?, bool> then)
    {
        if (index == fields.Count)
            return then(at);
        var (name, inner, variable) = fields[index];
        return Run(name, at, input.Bare, key =>
        {
            var value = map?.GetValueOrDefault(key.Value as string ?? throw new JqError($"Cannot index object with {JqValues.TypeOf(key.Value)}"));
            var with = variable is null ? at : JqEnvironment.WithVariable(at, variable, value);
            return inner is null ? MatchFields(fields, index + 1, map, with, input, then) : Match(inner, value, with, input, next => MatchFields(fields, index + 1, map, next, input, then));
        });
    }
}

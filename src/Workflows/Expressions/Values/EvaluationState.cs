using Fleet.Workflows.Expressions.Regexes;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>What one evaluation has used up, its clock and its random numbers.</summary>
internal sealed class EvaluationState(EvaluationContext context)
{
    private const int MaxRegexes = 100;

    private readonly Dictionary<string, GoRegex> _regexes = new(StringComparer.Ordinal);
    private long _steps;
    private long _items;
    private long _text;
    private ulong _random = context.Seed;

    public EvaluationContext Context { get; } = context;

    public ExpressionTime Now => ExpressionTime.Utc(Context.Now);

    /// <summary>One evaluated node.</summary>
    public void Step()
    {
        if (++_steps > EvaluationContext.MaxSteps)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"expression does too much work: more than {EvaluationContext.MaxSteps} steps");
    }

    /// <summary>Items of a list or map that comes into being.</summary>
    public void ChargeItems(long count)
    {
        _items += count;
        if (count < 0 || _items > EvaluationContext.MaxItems)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"memory budget exceeded: more than {EvaluationContext.MaxItems} list items");
    }

    /// <summary>Characters of a text that comes into being.</summary>
    public string ChargeText(string text)
    {
        ChargeText(text.Length);
        return text;
    }

    public void ChargeText(long length)
    {
        _text += length;
        if (length < 0 || _text > EvaluationContext.MaxText)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"memory budget exceeded: more than {EvaluationContext.MaxText} characters");
    }

    /// <summary>Work that runs outside the evaluator (comparisons of a sort, characters of a search).</summary>
    public void ChargeWork(long steps)
    {
        _steps += steps;
        Step();
    }

    /// <summary>The regular expression of a pattern. Its making counts once, whether it was made before or not: the same evaluation costs the same.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="known">It, where it was made already.</param>
    public GoRegex Regex(string pattern, GoRegex? known = null)
    {
        if (_regexes.TryGetValue(pattern, out GoRegex? used))
            return used;
        if (_regexes.Count >= MaxRegexes)
            _regexes.Clear();
        GoRegex regex = known ?? GoRegex.Compile(pattern);
        ChargeWork(regex.MakingSteps);
        return _regexes[pattern] = regex;
    }

    /// <summary>The next number of a splitmix64 sequence: the same seed gives the same numbers.</summary>
    public ulong NextRandom()
    {
        _random += 0x9E3779B97F4A7C15;
        ulong z = _random;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

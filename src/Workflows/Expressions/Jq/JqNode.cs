namespace Fleet.Workflows.Expressions.Jq;

/// <summary>A part of a jq program.</summary>
internal abstract record JqNode;

/// <summary><c>.</c></summary>
internal sealed record JqIdentity : JqNode;

/// <summary><c>..</c></summary>
internal sealed record JqDescend : JqNode;

/// <summary>A constant.</summary>
internal sealed record JqLiteral(object? Value) : JqNode;

/// <summary>A string; with a format its interpolated values are written in it.</summary>
internal sealed record JqText(string? Format, IReadOnlyList<JqNode> Parts) : JqNode;

/// <summary><c>@base64</c> and the like without a string.</summary>
internal sealed record JqFormat(string Name) : JqNode;

/// <summary><c>T.key</c>, <c>T[key]</c>.</summary>
internal sealed record JqIndex(JqNode Target, JqNode Key) : JqNode;

/// <summary><c>T[from:to]</c>.</summary>
internal sealed record JqSlice(JqNode Target, JqNode? From, JqNode? To) : JqNode;

/// <summary><c>T[]</c>.</summary>
internal sealed record JqIterate(JqNode Target) : JqNode;

/// <summary><c>[body]</c>; without a body the empty list.</summary>
internal sealed record JqArray(JqNode? Body) : JqNode;

/// <summary><c>{key: value}</c>.</summary>
internal sealed record JqObject(IReadOnlyList<(JqNode Key, JqNode Value)> Entries) : JqNode;

/// <summary><c>-T</c>.</summary>
internal sealed record JqNegate(JqNode Operand) : JqNode;

/// <summary><c>a | b</c>.</summary>
internal sealed record JqPipe(JqNode Left, JqNode Right) : JqNode;

/// <summary><c>a, b</c>.</summary>
internal sealed record JqComma(JqNode Left, JqNode Right) : JqNode;

/// <summary>Arithmetic and comparisons.</summary>
internal sealed record JqBinary(string Operator, JqNode Left, JqNode Right) : JqNode;

/// <summary><c>and</c>, <c>or</c>.</summary>
internal sealed record JqLogic(bool IsAnd, JqNode Left, JqNode Right) : JqNode;

/// <summary><c>a // b</c>.</summary>
internal sealed record JqAlternative(JqNode Left, JqNode Right) : JqNode;

/// <summary><c>=</c>, <c>|=</c>, <c>+=</c> and the like.</summary>
internal sealed record JqAssign(string Operator, JqNode Left, JqNode Right) : JqNode;

/// <summary><c>if c then a else b end</c>.</summary>
internal sealed record JqIf(JqNode Condition, JqNode Then, JqNode? Else) : JqNode;

/// <summary><c>try a catch b</c>, <c>a?</c>.</summary>
internal sealed record JqTry(JqNode Body, JqNode? Catch) : JqNode;

/// <summary><c>reduce T as $x (init; update)</c>.</summary>
internal sealed record JqReduce(JqNode Source, JqPattern Pattern, JqNode Start, JqNode Update) : JqNode;

/// <summary><c>foreach T as $x (init; update; extract)</c>.</summary>
internal sealed record JqForeach(JqNode Source, JqPattern Pattern, JqNode Start, JqNode Update, JqNode? Extract) : JqNode;

/// <summary><c>def f(a; $b): body; rest</c>.</summary>
internal sealed record JqDefine(JqFunction Function, JqNode Rest) : JqNode;

/// <summary><c>f(a; b)</c>.</summary>
internal sealed record JqCall(string Name, IReadOnlyList<JqNode> Arguments) : JqNode;

/// <summary><c>$name</c>.</summary>
internal sealed record JqVariable(string Name) : JqNode;

/// <summary><c>T as $x | body</c>.</summary>
internal sealed record JqBind(JqNode Source, JqPattern Pattern, JqNode Body) : JqNode;

/// <summary><c>label $x | body</c>.</summary>
internal sealed record JqLabel(string Name, JqNode Body) : JqNode;

/// <summary><c>break $x</c>.</summary>
internal sealed record JqBreak(string Name) : JqNode;

/// <summary>A function that a program defines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Names of the parameters; with <c>$</c>: values.</param>
/// <param name="Body">What it does.</param>
internal sealed record JqFunction(string Name, IReadOnlyList<string> Parameters, JqNode Body);

/// <summary>What stands after <c>as</c>: a variable, or a list or object of patterns.</summary>
/// <param name="Variable">The variable; null: see the others.</param>
/// <param name="Items">Patterns by index; null: no list.</param>
/// <param name="Fields">Patterns by key; null: no object.</param>
internal sealed record JqPattern(string? Variable, IReadOnlyList<JqPattern>? Items, IReadOnlyList<(JqNode Key, JqPattern? Value, string? Variable)>? Fields);

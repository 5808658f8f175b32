namespace Fleet.Workflows.Expressions.Jq;

/// <summary>An error that a program may catch: <c>error(value)</c>, or what an operation says.</summary>
internal sealed class JqError : Exception
{
    /// <summary>Makes an error without a message.</summary>
    public JqError()
        : this("error")
    {
    }

    /// <summary>Makes an error.</summary>
    /// <param name="message">What is wrong.</param>
    public JqError(string message)
        : base(message) => Value = message;

    /// <summary>Makes an error with a cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public JqError(string message, Exception innerException)
        : base(message, innerException) => Value = message;

    private JqError(object? value, string message)
        : base(message) => Value = value;

    /// <summary>What <c>catch</c> gets.</summary>
    public object? Value { get; }

    /// <summary>The error of <c>error(value)</c>.</summary>
    public static JqError Of(object? value) => new(value, value as string ?? $"{JqWriter.Short(value)} (not a string)");
}

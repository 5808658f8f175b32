namespace Fleet.Cli.Hosting;

/// <summary>Entries of libraries, with stack traces, for what Fleet says itself in a sentence: they show from the level debug on.</summary>
internal static class SaidElsewhere
{
    /// <summary>Is it such an entry?</summary>
    /// <param name="category">Category of the logger.</param>
    /// <param name="state">Its state; message templates are known by it.</param>
    /// <remarks>Now only MassTransit's entry for a send that failed: worker and coordinator repeat it, and say so.</remarks>
    public static bool Holds<TState>(string category, TState state) => category == "MassTransit"
        && state is IReadOnlyList<KeyValuePair<string, object?>> values && values is [.., { Value: string template }] && template.StartsWith("S-FAULT ", StringComparison.Ordinal);
}

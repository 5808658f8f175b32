using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Hosting;

/// <summary>Entries of libraries, with stack traces, for what Fleet says itself in a sentence: they show from the level debug on.</summary>
internal static class SaidElsewhere
{
    /// <summary>The host's entry for a start that failed: the command ends with the reason.</summary>
    private const int StartFailed = 11;

    /// <summary>Is it such an entry?</summary>
    /// <param name="category">Category of the logger.</param>
    /// <param name="id">Id of the entry.</param>
    /// <param name="state">Its state; message templates are known by it.</param>
    public static bool Holds<TState>(string category, EventId id, TState state) => category switch
    {
        "Microsoft.Extensions.Hosting.Internal.Host" => id.Id == StartFailed,
        // A send that failed: worker and coordinator repeat it, and say so.
        "MassTransit" => state is IReadOnlyList<KeyValuePair<string, object?>> values && values is [.., { Value: string template }] && template.StartsWith("S-FAULT ", StringComparison.Ordinal),
        _ => false,
    };
}

namespace Fleet.Contracts;

/// <summary>What a server answered to an <see cref="HttpCallWork"/>; whether that is a success is decided by the engine.</summary>
public sealed record HttpReply
{
    /// <summary>Status code.</summary>
    public required int StatusCode { get; init; }

    /// <summary>Headers with their values in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The body as text; null: it is larger than <see cref="MessageLimits.InlineValueBytes"/> or no UTF-8, and nothing asks for it.</summary>
    public string? Body { get; init; }
}

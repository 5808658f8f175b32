using System.Security.Cryptography;
using System.Text;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Values;

/// <summary>
/// The large texts of a workflow: equal ones are one object in memory, and one value in the store. Records name them, so that a node that has one, or hands it on, is as small as any other. What was
/// taken in stays: a text that no record names any more goes with the workflow.
/// </summary>
internal sealed class ValueTable
{
    /// <summary>Longest text that records carry themselves, in characters.</summary>
    public const int InlineLength = 64 * 1024;

    /// <summary>How many values of the largest size a workflow may have.</summary>
    public const int MostOfTheLargest = 16;

    /// <summary>What a name in a record begins with. A text that begins so by chance is named as well, whatever its length.</summary>
    public const string Mark = "\u001avalue:";

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<object, string> _digests = new(ReferenceEqualityComparer.Instance);
    private readonly List<StoredValue> _all = [];

    /// <summary>All values, oldest first.</summary>
    public IReadOnlyList<StoredValue> All => _all;

    /// <summary>Largest value, in bytes of UTF-8.</summary>
    public int Limit { get; set; } = WorkflowEngine.DefaultValueLimit;

    /// <summary>Bytes of UTF-8 of all values.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether there is a value of a digest.</summary>
    public bool Has(string sha256) => _texts.ContainsKey(sha256);

    /// <summary>Takes in what was stored.</summary>
    public void Load(IEnumerable<StoredValue> values)
    {
        foreach (var value in values)
            Add(value.Sha256, value.Text);
    }

    /// <summary>Takes in a text that something begins to have.</summary>
    /// <returns>The text, the same object for equal large ones.</returns>
    /// <exception cref="SpecFormatException">It is too large, or too much with the others.</exception>
    public string Take(string text, string what)
    {
        if (text.Length <= InlineLength || _digests.ContainsKey(text))
            return text;
        var size = Encoding.UTF8.GetByteCount(text);
        if (size > Limit)
            throw new SpecFormatException($"{what} has {size} bytes; a value may have {Limit} (FLEET_VALUE_LIMIT). Pass larger things as artifacts");
        var digest = Digest(text);
        if (_texts.TryGetValue(digest, out var known))
            return known;
        var most = (long)MostOfTheLargest * Limit;
        if (Bytes + size > most)
            throw new SpecFormatException($"{what} has {size} bytes, with which the large values of the workflow have {Bytes + size}; all together may have {most} (FLEET_VALUE_LIMIT). Pass large things as artifacts");
        Add(digest, text);
        return text;
    }

    /// <summary>As <see cref="Take(string, string)"/>, in place.</summary>
    /// <exception cref="SpecFormatException">One is too large.</exception>
    public void Take(string?[] texts, Func<int, string> what)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] is { Length: > InlineLength } text)
                texts[i] = Take(text, what(i));
        }
    }

    /// <summary>A text as a record has it: itself, or its name.</summary>
    public string? Reference(string? text)
    {
        if (text is null || (text.Length <= InlineLength && !text.StartsWith(Mark, StringComparison.Ordinal)))
            return text;
        if (!_digests.TryGetValue(text, out var digest))
        {
            digest = Digest(text);
            if (!_texts.ContainsKey(digest))
                Add(digest, text);
        }

        return Mark + digest;
    }

    /// <summary>The text that a record has, or names.</summary>
    /// <exception cref="InvalidDataException">What it names is not there.</exception>
    public string? Text(string? stored) => stored is null || !stored.StartsWith(Mark, StringComparison.Ordinal) ? stored
        : _texts.TryGetValue(stored[Mark.Length..], out var text) ? text
        : throw new InvalidDataException($"the value {stored[Mark.Length..]} of the workflow is missing");

    /// <summary>JSON text as a record has it: with the names of its large strings.</summary>
    public string? JsonReference(string? json) => json is null || (json.Length <= InlineLength && !json.Contains("\\u001", StringComparison.Ordinal)) ? json
        : Encoding.UTF8.GetString(ValueJson.Shorten(Encoding.UTF8.GetBytes(json), text => Reference(text)!));

    /// <summary>The JSON text that a record has, with its large strings.</summary>
    /// <exception cref="InvalidDataException">One is not there.</exception>
    public string? JsonText(string? stored) => stored is null || !stored.Contains("\\u001Avalue:", StringComparison.Ordinal) ? stored
        : Encoding.UTF8.GetString(ValueJson.Restore(Encoding.UTF8.GetBytes(stored), text => Text(text)!).Span);

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Add(string digest, string text)
    {
        if (!_texts.TryAdd(digest, text))
            return;
        _digests[text] = digest;
        _all.Add(new StoredValue(digest, text));
        Bytes += Encoding.UTF8.GetByteCount(text);
    }
}

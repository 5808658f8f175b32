using System.Security.Cryptography;
using System.Text;
using Fleet.Workflows.Expressions;
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

    /// <summary>How many values of the largest size a workflow may have: while it runs, all of them are in memory, two bytes for a character.</summary>
    public const int MostOfTheLargest = 4;

    /// <summary>What a name in a record begins with. A text that begins so by chance is named as well, whatever its length.</summary>
    public const string Mark = "\u001avalue:";

    private readonly Dictionary<string, StoredValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<object, string> _digests = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _tagged = new(StringComparer.Ordinal);
    private readonly List<StoredValue> _all = [];

    /// <summary>Whether records name a text instead of having it.</summary>
    public static bool IsNamed(string text) => text.Length > InlineLength || text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>A text as records have it, by itself: no table needs to know it.</summary>
    public static string NameOf(string text) => IsNamed(text) ? Mark + Digest(text) : text;

    /// <summary>All values, oldest first.</summary>
    public IReadOnlyList<StoredValue> All => _all;

    /// <summary>Largest value, in bytes of UTF-8.</summary>
    public int Limit { get; set; } = WorkflowEngine.DefaultValueLimit;

    /// <summary>Bytes of UTF-8 of all values.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether there is a value of a digest.</summary>
    public bool Has(string sha256) => _values.ContainsKey(sha256);

    /// <summary>The value of a digest; null: there is none.</summary>
    public StoredValue? Find(string sha256) => _values.GetValueOrDefault(sha256);

    /// <summary>What stands for a text in one that may mention values (<see cref="TaskText"/>): itself, where it is not large, or has tags that a later pass may replace.</summary>
    public string Mention(string text) => text.Length > InlineLength && _digests.TryGetValue(text, out var digest) && !_tagged.Contains(digest) ? TaskText.Mention(digest) : text;

    /// <summary>JSON text with the values that it mentions.</summary>
    public string? Whole(string? json) => json is null ? null : ValueMentions.Only(json, ValueMentions.Nowhere, Find);

    /// <summary>Takes in what was stored.</summary>
    public void Load(IEnumerable<StoredValue> values)
    {
        foreach (var value in values)
            Add(value);
    }

    /// <summary>Takes in a text that something begins to have.</summary>
    /// <returns>The text, the same object for equal large ones.</returns>
    /// <exception cref="SpecFormatException">It is too large, or too much with the others.</exception>
    public string Take(string text, string what)
    {
        if (text.Length <= InlineLength || _digests.ContainsKey(text))
            return text;
        var size = Encoding.UTF8.GetByteCount(text);
        Check(size, what);
        var digest = Digest(text);
        if (_values.TryGetValue(digest, out var known))
            return known.Text;
        var most = (long)MostOfTheLargest * Limit;
        if (Bytes + size > most)
            throw new SpecFormatException($"{what} has {size} bytes, with which the large values of the workflow have {Bytes + size}; all together may have {most} (FLEET_VALUE_LIMIT). Pass large things as artifacts");
        Add(new StoredValue(digest, text));
        return text;
    }

    /// <summary>An output parameter that a template says, which may mention values (<see cref="ValueMentions"/>); null: it says none.</summary>
    /// <exception cref="SpecFormatException">With what it mentions it is too large, or too much with the others.</exception>
    public string? Output(string name, string? text) => text is null ? null : Take(TaskText.Whole(text, Find), $"outputs.parameters.{name}");

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

    /// <summary>Looks at a text that may mention values.</summary>
    /// <exception cref="SpecFormatException">With them it is too large.</exception>
    public void Check(string text, string what)
    {
        if (TaskText.MayMention(text))
            Check(TaskText.Bytes(text, Find), what);
    }

    private void Check(long size, string what)
    {
        if (size > Limit)
            throw new SpecFormatException($"{what} has {size} bytes; a value may have {Limit} (FLEET_VALUE_LIMIT). Pass larger things as artifacts");
    }

    /// <summary>A text as a record has it: itself, or its name.</summary>
    public string? Reference(string? text)
    {
        if (text is null || !IsNamed(text))
            return text;
        if (!_digests.TryGetValue(text, out var digest))
        {
            digest = Digest(text);
            Add(new StoredValue(digest, text));
        }

        return Mark + digest;
    }

    /// <summary>The text that a record has, or names.</summary>
    /// <exception cref="InvalidDataException">What it names is not there.</exception>
    public string? Text(string? stored) => stored is null || !stored.StartsWith(Mark, StringComparison.Ordinal) ? stored
        : _values.TryGetValue(stored[Mark.Length..], out var value) ? value.Text
        : throw new InvalidDataException($"the value {stored[Mark.Length..]} of the workflow is missing");

    /// <summary>The text that a manifest has, or names; itself where it is not there, as in what only shows it.</summary>
    public string? Known(string? stored) => stored?.StartsWith(Mark, StringComparison.Ordinal) == true && _values.TryGetValue(stored[Mark.Length..], out var value) ? value.Text : stored;

    /// <summary>Why it cannot have the values that it came with; null: it can.</summary>
    public string? Problem()
    {
        if (_all.Find(value => value.Bytes > Limit) is { } large)
            return $"an argument of the workflow has {large.Bytes} bytes; a value may have {Limit} (FLEET_VALUE_LIMIT). Pass larger things as artifacts";
        var most = (long)MostOfTheLargest * Limit;
        return Bytes > most ? $"the large arguments of the workflow have {Bytes} bytes; all its large values together may have {most} (FLEET_VALUE_LIMIT). Pass large things as artifacts" : null;
    }

    /// <summary>JSON text as a record has it: with the names of its large strings.</summary>
    public string? JsonReference(string? json) => json is null || (json.Length <= InlineLength && !json.Contains("\\u001", StringComparison.Ordinal)) ? json
        : Encoding.UTF8.GetString(ValueJson.Shorten(Encoding.UTF8.GetBytes(json), text => Reference(text)!));

    /// <summary>The JSON text that a record has, with its large strings.</summary>
    /// <exception cref="InvalidDataException">One is not there.</exception>
    public string? JsonText(string? stored) => stored is null || !stored.Contains("\\u001Avalue:", StringComparison.Ordinal) ? stored
        : Encoding.UTF8.GetString(ValueJson.Restore(Encoding.UTF8.GetBytes(stored), text => Text(text)!).Span);

    // Piece by piece: a large text is not copied for it.
    private static string Digest(string text)
    {
        const int Piece = 32 * 1024;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var encoder = Encoding.UTF8.GetEncoder();
        Span<byte> buffer = stackalloc byte[4096];
        var rest = text.AsSpan();
        bool all;
        do
        {
            var last = rest.Length <= Piece;
            encoder.Convert(rest[..Math.Min(rest.Length, Piece)], buffer, last, out var read, out var written, out var completed);
            hash.AppendData(buffer[..written]);
            rest = rest[read..];
            all = last && completed;
        }
        while (!all);

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Add(StoredValue value)
    {
        if (!_values.TryAdd(value.Sha256, value))
            return;
        _digests[value.Text] = value.Sha256;
        if (TagTemplate.HasTags(value.Text))
            _tagged.Add(value.Sha256);
        _all.Add(value);
        Bytes += value.Bytes;
    }
}

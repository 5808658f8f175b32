using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>Collects what is wrong with one document, each thing once and never more than a user can read.</summary>
internal sealed class Findings(int document, SpecNode? root)
{
    /// <summary>Most errors of a document; more are only counted.</summary>
    public const int Limit = 200;

    private const int LongestMessage = 600;

    private readonly HashSet<(string Message, int Line, int Column)> _seen = [];
    private readonly List<SpecError> _errors = [];
    private readonly List<SpecError> _warnings = [];
    private int _leftOut;

    public bool HasErrors => _errors.Count > 0;

    /// <summary>Further errors are only counted: nothing is to be found out for their words.</summary>
    public bool IsFull => _errors.Count >= Limit;

    public IReadOnlyList<SpecError> Warnings => _warnings;

    /// <summary>The errors in the order of the text, with a last one that counts those left out.</summary>
    public IReadOnlyList<SpecError> Errors()
    {
        var errors = _errors.OrderBy(e => e.Line).ThenBy(e => e.Column).ToList();
        if (_leftOut > 0)
            errors.Add(new SpecError($"{_leftOut} more errors", "", 0, 0, document));
        return errors;
    }

    public void Error(SpecPath path, string message) => Add(_errors, path, message, Locate(path));

    public void Error(SpecPath path, string message, int line, int column) => Add(_errors, path, message, (line, column));

    public void Warn(SpecPath path, string message) => Add(_warnings, path, message, Locate(path));

    /// <summary>
    /// The place below a path where a text is written, such as a tag with its braces; the path itself where it is not found (it came in with a value), and for errors that are only counted: a search through the manifest for each of
    /// very many tags would take for ever.
    /// </summary>
    public SpecPath LocateText(SpecPath below, string text) => root is null || IsFull ? below : TagPlaces.Locate(root, below, text);

    /// <summary>Takes over an error found elsewhere.</summary>
    public void Add(SpecError error) => Add(_errors, error);

    /// <summary>Takes over a warning found elsewhere.</summary>
    public void AddWarning(SpecError warning) => Add(_warnings, warning);

    private (int Line, int Column) Locate(SpecPath path) => root is null ? (0, 0) : path.Locate(root);

    private void Add(List<SpecError> list, SpecPath path, string message, (int Line, int Column) mark) =>
        Add(list, new SpecError(message, path.ToString(), mark.Line, mark.Column, document));

    private void Add(List<SpecError> list, SpecError error)
    {
        if (error.Message.Length > LongestMessage)
            error = error with { Message = $"{error.Message.AsSpan(0, LongestMessage)}..." };
        if (!_seen.Add((error.Message, error.Line, error.Column)))
            return;
        if (list.Count < Limit)
            list.Add(error);
        else if (ReferenceEquals(list, _errors))
            _leftOut++;
    }
}

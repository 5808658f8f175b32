namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>A text, and the letters of an alphabet that stand for it.</summary>
internal sealed class MappedText
{
    private readonly Shifts? _shifts;

    /// <summary>A text that stands for itself.</summary>
    public MappedText(string text)
        : this(text, text, null)
    {
    }

    public MappedText(string text, string letters, Shifts? shifts)
    {
        Text = text;
        Letters = letters;
        _shifts = shifts;
    }

    public string Text { get; }

    public string Letters { get; }

    /// <summary>The place in the text of a place between letters; -1 for one inside of a code point.</summary>
    public int IndexOf(int letter) => _shifts?.IndexOf(letter) ?? letter;

    /// <summary>By how much the places in the text and between the letters differ.</summary>
    /// <param name="lettersEach">Letters for each code point that is not ASCII.</param>
    internal sealed class Shifts(int lettersEach)
    {
        // Where such a code point begins, in letters, and the shift behind it.
        private readonly List<int> _starts = [];
        private readonly List<int> _behind = [];

        public void Add(int start, int charsInText)
        {
            if (lettersEach == 1 && charsInText == 1)
                return;
            _starts.Add(start);
            _behind.Add((_behind.Count > 0 ? _behind[^1] : 0) + charsInText - lettersEach);
        }

        public int IndexOf(int letter)
        {
            int index = _starts.BinarySearch(letter);
            int before = (index >= 0 ? index : ~index) - 1;
            if (before < 0)
                return letter;
            return letter < _starts[before] + lettersEach ? -1 : letter + _behind[before];
        }
    }
}

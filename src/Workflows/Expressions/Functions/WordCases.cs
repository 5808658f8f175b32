using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Snake, kebab and Pascal case as sprig has them of Go's package xstrings: a text is a row of words of one kind of character each.</summary>
internal static class WordCases
{
    private enum Kind
    {
        None,
        Connector,
        Punctuation,
        Upper,
        Lower,
        Number,
        Other,
    }

    /// <summary>Words in lower case with a connector between them: <c>HTTPServer2xx</c> is <c>http_server_2xx</c>, <c>Bld4Floor</c> <c>bld4_floor</c>.</summary>
    public static string Separated(string text, char connector)
    {
        StringBuilder result = new(text.Length + 8);
        List<(Kind Kind, string Text)> words = Words(text);
        int at = 0;
        while (at < words.Count)
        {
            (Kind kind, string word) = words[at++];
            Append(result, kind, word, connector);
            if (at >= words.Count)
                break;
            if (kind == Kind.Number)
            {
                at = Run(result, words, at, connector);
                Connect(result, words, at, connector);
            }
            else if (kind is not (Kind.Connector or Kind.Punctuation) && words[at].Kind != Kind.Number)
            {
                Connect(result, words, at, connector);
            }
            else if (kind is not (Kind.Connector or Kind.Punctuation) && at + 1 < words.Count)
            {
                at = Numbered(result, words, at, connector);
            }
        }

        return result.ToString();
    }

    /// <summary>Words with a capital each, connectors between two of them left out but for more than one of them; those at the ends stay.</summary>
    public static string Pascal(string text)
    {
        StringBuilder result = new(text.Length);
        int begin = 0;
        while (begin < text.Length && IsConnector(text[begin]))
            begin++;
        result.Append(text, 0, begin);
        bool first = true;
        int pending = -1;
        for (int i = begin; i < text.Length; i++)
        {
            if (IsConnector(text[i]))
            {
                if (pending >= 0)
                    result.Append(text[pending]);
                pending = i;
                first = true;
                continue;
            }

            result.Append(first ? char.ToUpperInvariant(text[i]) : char.ToLowerInvariant(text[i]));
            (first, pending) = (false, -1);
        }

        if (pending >= 0)
            result.Append(text[pending]);
        return result.ToString();
    }

    // A number belongs to the word before it, unless small letters follow it.
    private static int Numbered(StringBuilder result, List<(Kind Kind, string Text)> words, int at, char connector)
    {
        string number = words[at++].Text;
        if (words[at].Kind != Kind.Lower)
        {
            result.Append(number);
            Connect(result, words, at, connector);
            return at;
        }

        result.Append(connector).Append(number);
        at = Run(result, words, at, connector);
        Connect(result, words, at, connector);
        return at;
    }

    private static int Run(StringBuilder result, List<(Kind Kind, string Text)> words, int at, char connector)
    {
        for (; at < words.Count && words[at].Kind is Kind.Lower or Kind.Number; at++)
            Append(result, words[at].Kind, words[at].Text, connector);
        return at;
    }

    private static void Connect(StringBuilder result, List<(Kind Kind, string Text)> words, int at, char connector)
    {
        if (at < words.Count && words[at].Kind is not (Kind.Connector or Kind.Punctuation))
            result.Append(connector);
    }

    private static void Append(StringBuilder result, Kind kind, string word, char connector) =>
        result.Append(kind == Kind.Connector ? new string(connector, word.Length) : kind is Kind.Upper ? word.ToLowerInvariant() : word);

    private static List<(Kind Kind, string Text)> Words(string text)
    {
        List<(Kind, string)> words = [];
        int at = 0;
        while (at < text.Length)
        {
            int begin = at;
            Kind kind = KindOf(text[at++]);
            if (kind == Kind.Upper)
                at = EndOfUpper(text, at);
            else
                while (at < text.Length && KindOf(text[at]) == kind) at++;
            words.Add((kind, text[begin..at]));
        }

        return words;
    }

    // HTTPStatus is HTTP and Status; First is one word.
    private static int EndOfUpper(string text, int at)
    {
        if (at < text.Length && KindOf(text[at]) == Kind.Upper)
        {
            while (at < text.Length && KindOf(text[at]) == Kind.Upper)
                at++;
            return at < text.Length && KindOf(text[at]) == Kind.Lower ? at - 1 : at;
        }

        while (at < text.Length && KindOf(text[at]) == Kind.Lower)
            at++;
        return at;
    }

    private static Kind KindOf(char c) => c switch
    {
        _ when IsConnector(c) => Kind.Connector,
        _ when char.IsPunctuation(c) => Kind.Punctuation,
        _ when char.IsUpper(c) => Kind.Upper,
        _ when char.IsLetter(c) && char.GetUnicodeCategory(c) != UnicodeCategory.OtherLetter => Kind.Lower,
        _ when char.IsNumber(c) => Kind.Number,
        _ => Kind.Other,
    };

    private static bool IsConnector(char c) => c is '-' or '_' || char.IsWhiteSpace(c);
}

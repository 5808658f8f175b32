using Fleet.Workflows.Expressions;
using Fleet.Workflows.Expressions.Regexes;

namespace Fleet.Workflows.Tests.Expressions;

/// <summary>Regular expressions mean what Go's <c>regexp</c> makes of them (its documentation, and the cases of its own parser tests).</summary>
public sealed class GoRegexTests
{
    [Theory]
    // A '-' is itself wherever no range can begin.
    [InlineData(@"^[\w-.]+$", "a-b.c")]
    [InlineData(@"[\w-z]", "-")]
    [InlineData(@"^[\d-]+$", "1-2")]
    [InlineData(@"^[a-b-c]+$", "a-c")]
    [InlineData(@"^[]a]+$", "]a")]
    [InlineData(@"^[^]a]$", "b")]
    [InlineData(@"^[[:alpha:][:digit:]_-]+$", "a1_-")]
    [InlineData(@"^[[:^alpha:]]$", "1")]
    [InlineData(@"^[[:word:]]$", "_")]
    [InlineData(@"^[[a]$", "[")]
    [InlineData(@"^[\D\d]$", "é")]
    [InlineData(@"^[^\W]$", "x")]
    [InlineData(@"[\^\-\]]", "]")]
    // Unicode.
    [InlineData(@"^\p{Latin}+$", "Zoë")]
    [InlineData(@"^\p{Cyrillic}+$", "Ж")]
    [InlineData(@"^\p{Han}$", "漢")]
    [InlineData(@"^\p{Han}$", "𠀀")]
    [InlineData(@"^\pL\PL$", "é1")]
    [InlineData(@"^\p{^L}$", "1")]
    [InlineData(@"^\P{^L}$", "é")]
    [InlineData(@"^\p{Lu}\p{Uppercase_Letter}\p{upper case-letter}$", "ÀÉÜ")]
    [InlineData(@"^\p{Any}\p{Assigned}\p{ASCII}$", "éé1")]
    [InlineData(@"^[\p{Greek}\p{Nd}]+$", "α٣")]
    [InlineData(@"^\p{LC}$", "ǅ")]
    [InlineData(@"^\p{Braille}$", "⠿")]
    [InlineData(@"^.$", "😀")]
    [InlineData(@"^[😀-😂]{2}$", "😁😂")]
    [InlineData(@"^[^a]$", "😀")]
    [InlineData(@"^\x{1F600}$", "😀")]
    // Word boundaries, and classes, are those of ASCII.
    [InlineData(@"\bb", "éb")]
    [InlineData(@"\bé|a\B", "éab")]
    [InlineData(@"^\W$", "é")]
    [InlineData(@"^\D$", "٣")]
    // Case.
    [InlineData(@"(?i)^straße$", "STRAßE")]
    [InlineData(@"(?i)^STRASSE$", "ſtraſse")]
    [InlineData(@"(?i)^k$", "\u212a")]
    [InlineData(@"(?i)^[a-c]+$", "aBC")]
    [InlineData(@"(?i)^σ$", "ς")]
    [InlineData(@"(?i)^ж$", "Ж")]
    [InlineData(@"(?i)^[[:upper:]]\p{Lu}$", "aé")]
    [InlineData(@"^a(?i)b(?-i)c$", "aBc")]
    [InlineData(@"^(?i:a)b$", "Ab")]
    [InlineData(@"^(a(?i)b)c$", "aBc")]
    [InlineData(@"(?i)x|^y$", "Y")]
    // Lines.
    [InlineData(@"(?m)^b$", "a\nb\nc")]
    [InlineData(@"(?m)a$", "a\n")]
    [InlineData(@"(?s)^a.b$", "a\nb")]
    [InlineData(@"(?ms-i)^.$", "\n")]
    [InlineData(@"\Aa\z", "a")]
    [InlineData(@"^[^a]$", "\n")]
    // Escapes and literals.
    [InlineData(@"^\Q+|*?{[\E$", "+|*?{[")]
    [InlineData(@"^\Qab\E+$", "abb")]
    [InlineData(@"^\Qa.b", "a.b")]
    [InlineData(@"^\012\x41\x{42}\0\177$", "\nAB\0\x7f")]
    [InlineData(@"^\a\f\n\r\t\v$", "\a\f\n\r\t\v")]
    [InlineData(@"^\_\-\!\ \/\@$", "_-! /@")]
    [InlineData(@"^a{,2}$", "a{,2}")]
    [InlineData(@"^x{01}{$", "x{01}{")]
    [InlineData(@"^x{1001$", "x{1001")]
    [InlineData(@"^a]}$", "a]}")]
    [InlineData(@"^[\s]\s$", "\f\r")]
    [InlineData(@"^# x$", "# x")]
    // Groups and repeats.
    [InlineData(@"^(?P<a>x)(?<b>y)$", "xy")]
    [InlineData(@"^(?:ab){2,3}$", "ababab")]
    [InlineData(@"^(?:[a-z]{4}){0,250}$", "abcd")]
    [InlineData(@"^((((((((((x{1}){2}){2}){2}){1}){1}){1}){1}){1}){1})$", "xxxxxxxx")]
    [InlineData(@"^a(?i)*$", "aaa")]
    [InlineData(@"^a*(?i)*$", "aaa")]
    [InlineData(@"^a+(?:)?$", "a")]
    [InlineData(@"^^*$+$", "")]
    [InlineData(@"^(|a)b()$", "ab")]
    [InlineData(@"^\b*a$", "a")]
    public void IsMatch_WhatGoMatches_Matches(string pattern, string text) => Assert.True(GoRegex.Compile(pattern).IsMatch(text, Free));

    [Theory]
    [InlineData(@"^$", "\n")]
    [InlineData(@"a$", "a\n")]
    [InlineData(@"^b", "a\nb")]
    [InlineData(@".", "\n")]
    [InlineData(@"\w", "é")]
    [InlineData(@"\d", "٣")]
    [InlineData(@"\s", "\v")]
    [InlineData(@"\bé", "é")]
    [InlineData(@"^..$", "😀")]
    [InlineData(@"[^\x00-\x{10FFFF}]", "a")]
    [InlineData(@"\p{^Any}", "a")]
    [InlineData(@"(?i)i", "İ")]
    [InlineData(@"(?i)i", "ı")]
    [InlineData(@"(?i)(?-i)a", "A")]
    [InlineData(@"(?:(?i)a)b", "AB")]
    [InlineData(@"(?i)\W", "\u017f")]
    [InlineData(@"[\w-z]", "{")]
    public void IsMatch_WhatGoDoesNotMatch_DoesNot(string pattern, string text) => Assert.False(GoRegex.Compile(pattern).IsMatch(text, Free));

    [Theory]
    [InlineData("(", "missing closing ): `(`")]
    [InlineData("(a|b|", "missing closing ): `(a|b|`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[a-z", "missing closing ]: `[a-z`")]
    [InlineData("x[]", "missing closing ]: `[]`")]
    [InlineData("[b-a]", "invalid character class range: `b-a`")]
    [InlineData(@"[a-\w]", @"invalid escape sequence: `\w`")]
    [InlineData("[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [InlineData(@"\p{IsCyrillic}", @"invalid character class range: `\p{IsCyrillic}`")]
    [InlineData(@"a\p{Lu", @"invalid character class range: `\p{Lu`")]
    [InlineData(@"\pX", @"invalid character class range: `\pX`")]
    [InlineData(@"a\Z", @"invalid escape sequence: `\Z`")]
    [InlineData(@"\ca", @"invalid escape sequence: `\c`")]
    [InlineData(@"\e", @"invalid escape sequence: `\e`")]
    [InlineData(@"\C", @"invalid escape sequence: `\C`")]
    [InlineData(@"(a)\1", @"invalid escape sequence: `\1`")]
    [InlineData(@"\8", @"invalid escape sequence: `\8`")]
    [InlineData(@"\é", @"invalid escape sequence: `\é`")]
    [InlineData(@"\xg1", @"invalid escape sequence: `\xg1`")]
    [InlineData(@"\x4", @"invalid escape sequence: `\x4`")]
    [InlineData(@"\x{110000}", @"invalid escape sequence: `\x{110000`")]
    [InlineData(@"\x{}", @"invalid escape sequence: `\x{}`")]
    [InlineData(@"[\b]", @"invalid escape sequence: `\b`")]
    [InlineData("a\\", "trailing backslash at end of expression: ``")]
    [InlineData("*", "missing argument to repetition operator: `*`")]
    [InlineData("a|+?", "missing argument to repetition operator: `+?`")]
    [InlineData("(?i){2}", "missing argument to repetition operator: `{2}`")]
    [InlineData(@"\Q\E*", "missing argument to repetition operator: `*`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a*+", "invalid nested repetition operator: `*+`")]
    [InlineData("a{2}{3}?", "invalid nested repetition operator: `{2}{3}?`")]
    [InlineData("x{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("x{9876543210,}", "invalid repeat count: `{9876543210,}`")]
    [InlineData("x{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("(?:[a-z]{4}){0,251}", "invalid repeat count: `{0,251}`")]
    [InlineData("(a{1000}){1000}", "invalid repeat count: `{1000}`")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?!a)", "invalid or unsupported Perl syntax: `(?!`")]
    [InlineData("(?<=a)", "invalid named capture: `(?<=a)`")]
    [InlineData("(?x) a", "invalid or unsupported Perl syntax: `(?x`")]
    [InlineData("(?#c)", "invalid or unsupported Perl syntax: `(?#`")]
    [InlineData("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`")]
    [InlineData("(?>a)", "invalid or unsupported Perl syntax: `(?>`")]
    [InlineData("(?'n'a)", "invalid or unsupported Perl syntax: `(?'`")]
    [InlineData("(?P=n)", "invalid or unsupported Perl syntax: `(?P`")]
    [InlineData("(?P<x y>a)", "invalid named capture: `(?P<x y>`")]
    [InlineData("(?P<>a)", "invalid named capture: `(?P<>`")]
    [InlineData("(?P<name", "invalid named capture: `(?P<name`")]
    [InlineData("(?<é>a)", "invalid named capture: `(?<é>`")]
    public void Compile_WhatGoRefuses_SaysItsWords(string pattern, string reason) =>
        Assert.Equal($"error parsing regexp: {reason}", Assert.Throws<ExpressionException>(() => GoRegex.Compile(pattern)).Message);

    [Theory]
    [InlineData("a*", "baaau", "|aaa|")]
    [InlineData("a*", "aab", "aa|")]
    [InlineData("", "é😀", "||")]
    [InlineData("a+?", "aa", "a|a")]
    [InlineData("(?U)a+", "aa", "a|a")]
    [InlineData("(?U)a+?", "aa", "aa")]
    [InlineData("(?U)a{1,2}", "aa", "a|a")]
    [InlineData("a|ab", "ab", "a")]
    [InlineData(@"\b", "a b", "|||")]
    [InlineData(".", "a😀é", "a|😀|é")]
    [InlineData("[^a]+", "a😀éa漢", "😀é|漢")]
    public void FindAll_Texts_FindsWhatGoFinds(string pattern, string text, string found) =>
        Assert.Equal(found, string.Join('|', GoRegex.Compile(pattern).FindAll(text, Free).Select(match => match.Value)));

    [Fact]
    public void IsMatch_ManyCharactersToTellApart_StaysRight()
    {
        // More than have a letter of their own: each is written as several.
        string[] words = [.. Enumerable.Range(0, 300).Select(i => $"{(char)(0x4e00 + i)}{char.ConvertFromUtf32(0x20000 + i)}")];
        GoRegex regex = GoRegex.Compile($"{string.Join('|', words)}|[丁-丄]x|a*|\\Bé");
        string text = $"q{words[7]}é丂x\U00020123{words[299]}丅aa";

        Assert.Equal(["0:", $"1:{words[7]}", "5:丂x", $"9:{words[299]}", "13:aa"], regex.FindAll(text, Free).Select(match => $"{match.Start}:{match.Value}"));
        Assert.True(GoRegex.Compile($"^(?:{string.Join('|', words)})+$").IsMatch(string.Concat(words), Free));
        Assert.True(GoRegex.Compile($"^[^{string.Concat(words)}]$").IsMatch("é", Free));
        Assert.False(GoRegex.Compile($"{string.Join('|', words)}|\\B").IsMatch("aéb", Free));
    }

    [Fact]
    public void Groups_NamedAndNot_AreCountedAsTheyOpen()
    {
        GoRegex regex = GoRegex.Compile("(a)(?P<n>é(😀))(?:x)(c)?");
        GoMatch match = regex.FindAllWithGroups("-aé😀x", Free).Single();

        Assert.Equal([null, null, "n", null, null], regex.Names);
        Assert.Equal(["aé😀x", "a", "é😀", "😀", null], Enumerable.Range(0, 5).Select(match.Text));
        Assert.Equal((3, 5), match.Group(3));
    }

    [Fact]
    public void Compile_AsDeepAsGoTakesIt_WorksOnASmallStack()
    {
        string[] patterns = [Nested("(", 999, ")"), Nested("(?:", 999, ")*"), Nested("(?:", 999, ")"), Nested("(", 1000, ")"), Nested("(?:", 1000, ")*"), "(" + new string('|', 4_000) + ")"];
        List<string> outcomes = [];
        Thread thread = new(() => outcomes.AddRange(patterns.Select(Outcome)), 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.Equal(["True", "True", "True", "expression nests too deeply", "expression nests too deeply", "True"], outcomes);

        static string Nested(string open, int times, string close) => string.Concat(Enumerable.Repeat(open, times)) + string.Concat(Enumerable.Repeat(close, times));

        static string Outcome(string pattern)
        {
            try
            {
                return GoRegex.Compile(pattern).IsMatch("", Free).ToString();
            }
            catch (ExpressionException e)
            {
                return e.Message.Split(": ")[1];
            }
        }
    }

    [Theory]
    [InlineData("a.*b|a", true)]
    [InlineData("a(?:x+y)?", true)]
    [InlineData("a", false)]
    [InlineData("(?i)[a-z]{1,3}", false)]
    [InlineData("=?a+", false)]
    public void FindAll_WhereASearchMayLookAtAllThatIsLeft_CostsThat(string pattern, bool quadratic)
    {
        long cost = 0;
        int found = GoRegex.Compile(pattern).FindAll(string.Concat(Enumerable.Repeat("a=", 2000)), steps => cost += steps).Count();

        Assert.Equal(2000, found);
        Assert.Equal(quadratic, cost > 20_000);
    }

    [Fact]
    public void MakingSteps_ManyLetters_CostTheirSquare()
    {
        Assert.InRange(GoRegex.Compile("^[a-z0-9-]+$").MakingSteps, 500, 10_000);
        Assert.True(GoRegex.Compile(string.Concat(Enumerable.Range(0, 128).Select(code => $"\\x{code:x2}"))).MakingSteps > 500_000);
    }

    private static void Free(long steps)
    {
    }
}

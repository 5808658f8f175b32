using Fleet.Workflows.Expressions;
using static Fleet.Workflows.Tests.Expressions.Evaluations;

namespace Fleet.Workflows.Tests.Expressions;

public sealed class JsonPathTests
{
    private const string Shop = """
        {"store": {"name": "corner", "books": [
          {"title": "A", "price": 8.5, "tags": ["x", "y"]},
          {"title": "B", "price": 12, "isbn": "1"},
          {"title": "C", "price": 22.99}]},
         "limit": 12, "odd key": true}
        """;

    [Theory]
    [InlineData("$.store.name", "\"corner\"")]
    [InlineData("$['odd key']", "true")]
    [InlineData("$.store.books[0].title", "\"A\"")]
    [InlineData("$.store.books[-1].title", "\"C\"")]
    [InlineData("$.store.books[*].title", """["A","B","C"]""")]
    [InlineData("$.store.books[0,2].title", """["A","C"]""")]
    [InlineData("$.store.books[1:].title", """["B","C"]""")]
    [InlineData("$.store.books[:2].title", """["A","B"]""")]
    [InlineData("$.store.books[::-1].title", """["C","B","A"]""")]
    [InlineData("$..title", """["A","B","C"]""")]
    [InlineData("$..books[?(@.isbn)].title", """["B"]""")]
    [InlineData("$.store.books[?(@.price < 12 || @.price > 20)].title", """["A","C"]""")]
    [InlineData("$.store.books[?(@.price == $.limit)].title", """["B"]""")]
    [InlineData("$.store.books[?(!(@.price > 12) && @.title != 'A')].title", """["B"]""")]
    [InlineData("$.store.books[?(@.title =~ '^[BC]$')].price", "[12,22.99]")]
    [InlineData("$.store.books[*].isbn", """["1"]""")]
    [InlineData("$.store.books[5:]", "[]")]
    [InlineData("$.store.books[(@.length-1)].title", "\"C\"")]
    [InlineData("$.store.books.length", "3")]
    public void Query_Paths_FindValues(string path, string expected) =>
        Assert.Equal(expected, Json($"jsonpath(shop, {Quote(path)})", ("shop", Shop)));

    [Theory]
    [InlineData("$.nope")]
    [InlineData("$.store.books[9]")]
    [InlineData("store")]
    [InlineData("$[")]
    [InlineData("$.store.")]
    [InlineData("$.store x")]
    [InlineData("$[?(@.a]")]
    [InlineData("$[::0]x")]
    [InlineData("$.store.books[(@.size-1)]")]
    public void Query_BadOrMissingPaths_AreRefused(string path) =>
        Assert.Throws<ExpressionException>(() => Json($"jsonpath(shop, {Quote(path)})", ("shop", Shop)));

    private static string Quote(string path) => $"`{path}`";
}

using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

[Collection("api")]
public sealed class ListTests(ApiFixture api)
{
    [Fact]
    public async Task List_Pages_ByContinueUntilNothingRemains()
    {
        var ns = api.Namespace();
        for (var i = 0; i < 5; i++) await api.CreateAsync(ns, Bodies.Workflow($"w{i}", Bodies.Gate));

        var seen = new List<string>();
        var remaining = new List<int?>();
        string? next = null;
        do
        {
            var page = (await api.GetAsync($"/api/v1/workflows/{ns}?listOptions.limit=2&listOptions.continue={next}")).Json;
            seen.AddRange(Names(page));
            var metadata = page.GetProperty("metadata");
            next = metadata.TryGetProperty("continue", out var value) ? value.GetString() : null;
            remaining.Add(metadata.TryGetProperty("remainingItemCount", out var count) ? count.GetInt32() : null);
        }
        while (next is not null);

        Assert.Equal(["w0", "w1", "w2", "w3", "w4"], seen.Order());
        Assert.Equal([3, 1, null], remaining);
    }

    [Fact]
    public async Task List_ConditionsOnFields_CountInPagingToo()
    {
        var ns = api.Namespace();
        for (var i = 0; i < 4; i++) await api.CreateAsync(ns, Bodies.Workflow($"w{i}", Bodies.Gate));

        var page = (await api.GetAsync($"/api/v1/workflows/{ns}?listOptions.limit=2&listOptions.fieldSelector=metadata.name!=w3")).Json;

        Assert.Equal(2, Names(page).Count);
        Assert.Equal(1, page.GetProperty("metadata").GetProperty("remainingItemCount").GetInt32());
    }

    [Fact]
    public async Task List_RunningComesFirst_ThenTheLatestFinished()
    {
        var ns = api.Namespace();
        await api.RunAsync(ns, Bodies.Workflow("done-1"));
        await api.CreateAsync(ns, Bodies.Workflow("open", Bodies.Gate));
        await api.RunAsync(ns, Bodies.Workflow("done-2"));

        var names = Names((await api.GetAsync($"/api/v1/workflows/{ns}")).Json);

        Assert.Equal(["open", "done-2", "done-1"], names);
    }

    [Theory]
    [InlineData("app=shop", "a")]
    [InlineData("app==shop", "a")]
    [InlineData("app!=shop", "b,c")]
    [InlineData("app in (shop,blog)", "a,b")]
    [InlineData("app notin (shop, blog)", "c")]
    [InlineData("app", "a,b")]
    [InlineData("!app", "c")]
    [InlineData("app,tier=web", "b")]
    [InlineData("workflows.argoproj.io/completed=false", "a,b,c")]
    [InlineData("workflows.argoproj.io/phase in (Running,Pending)", "a,b,c")]
    [InlineData("workflows.argoproj.io/completed=true", "")]
    public async Task List_LabelSelector_IsTheWholeGrammar(string selector, string expected)
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("a", Bodies.Gate, ",\"labels\":{\"app\":\"shop\"}"));
        await api.CreateAsync(ns, Bodies.Workflow("b", Bodies.Gate, ",\"labels\":{\"app\":\"blog\",\"tier\":\"web\"}"));
        await api.CreateAsync(ns, Bodies.Workflow("c", Bodies.Gate));

        var page = (await api.GetAsync($"/api/v1/workflows/{ns}?listOptions.labelSelector={Uri.EscapeDataString(selector)}")).Json;

        Assert.Equal(expected, string.Join(",", Names(page).Order()));
    }

    [Theory]
    [InlineData("listOptions.labelSelector=a%20b%20c")]
    [InlineData("listOptions.labelSelector=in%20(")]
    [InlineData("listOptions.fieldSelector=status.phase%3DRunning")]
    [InlineData("listOptions.continue=abc")]
    [InlineData("listOptions.continue=-1")]
    [InlineData("listOptions.limit=many")]
    [InlineData("nameFilter=Nearly")]
    [InlineData("createdAfter=yesterday")]
    public async Task List_BadCondition_Is400WithASentence(string query)
    {
        var reply = await api.GetAsync("/api/v1/workflows/default?" + query);

        Assert.Equal((400, 3), (reply.Error.Status, reply.Error.Code));
    }

    [Theory]
    [InlineData("metadata.name=abc", "", "abc")]
    [InlineData("metadata.name==abc", "Exact", "abc")]
    [InlineData("metadata.name=ab", "Prefix", "abc,abd")]
    [InlineData("metadata.name=bc", "Contains", "abc,xbc")]
    [InlineData("metadata.name!=abc", "", "abd,xbc")]
    [InlineData("spec.startedAt>2001-01-01T00:00:00Z", "", "abc,abd,xbc")]
    [InlineData("spec.startedAt<2001-01-01T00:00:00Z", "", "")]
    [InlineData("ext.showRemainingItemCount=true", "", "abc,abd,xbc")]
    public async Task List_FieldSelectorAndNameFilter(string selector, string filter, string expected)
    {
        var ns = api.Namespace();
        foreach (var name in new[] { "abc", "abd", "xbc" }) await api.CreateAsync(ns, Bodies.Workflow(name, Bodies.Gate));

        // As the web UI writes it: not encoded.
        var page = (await api.GetAsync($"/api/v1/workflows/{ns}?listOptions.fieldSelector={selector}&nameFilter={filter}")).Json;

        Assert.Equal(expected, string.Join(",", Names(page).Order()));
    }

    [Fact]
    public async Task List_EmptyNamespace_MeansAll_AndTheFieldSelectorNarrowsIt()
    {
        var (one, two) = (api.Namespace(), api.Namespace());
        await api.CreateAsync(one, Bodies.Workflow("in-one", Bodies.Gate));
        await api.CreateAsync(two, Bodies.Workflow("in-two", Bodies.Gate));

        var all = Names((await api.GetAsync("/api/v1/workflows/")).Json);
        var narrowed = Names((await api.GetAsync($"/api/v1/workflows/?listOptions.fieldSelector=metadata.namespace={two}")).Json);
        var without = Names((await api.GetAsync($"/api/v1/workflows/?listOptions.fieldSelector=metadata.namespace!={two}")).Json);
        var contradiction = Names((await api.GetAsync($"/api/v1/workflows/{one}?listOptions.fieldSelector=metadata.namespace={two}")).Json);

        Assert.Superset(new HashSet<string> { "in-one", "in-two" }, all.ToHashSet());
        Assert.Equal(["in-two"], narrowed);
        Assert.Contains("in-one", without);
        Assert.DoesNotContain("in-two", without);
        Assert.Empty(contradiction);
    }

    [Fact]
    public async Task List_TimeConditions()
    {
        var ns = api.Namespace();
        await api.RunAsync(ns, Bodies.Workflow("old"));

        Assert.Equal(["old"], Names((await api.GetAsync($"/api/v1/workflows/{ns}?createdAfter=2001-01-01T00:00:00Z&finishedBefore=2999-01-01T00:00:00Z")).Json));
        Assert.Empty(Names((await api.GetAsync($"/api/v1/workflows/{ns}?createdAfter=2999-01-01T00:00:00Z")).Json));
        Assert.Empty(Names((await api.GetAsync($"/api/v1/workflows/{ns}?finishedBefore=2001-01-01T00:00:00Z")).Json));
    }

    [Fact]
    public async Task List_Fields_OfTheWebUi_KeepStatusEvenWhenEmpty()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("seen", Bodies.Gate, ",\"labels\":{\"a\":\"b\"}"));
        const string Fields = "metadata,items.metadata.uid,items.metadata.name,items.metadata.namespace,items.metadata.creationTimestamp,items.metadata.labels,items.metadata.annotations,"
            + "items.status.phase,items.status.message,items.status.finishedAt,items.status.startedAt,items.status.estimatedDuration,items.status.progress,items.spec.suspend,items.spec.arguments";

        var item = Assert.Single((await api.GetAsync($"/api/v1/workflows/{ns}?listOptions.limit=50&fields={Fields}")).Json.GetProperty("items").EnumerateArray());

        Assert.Equal("Running", item.GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal(JsonValueKind.Object, item.GetProperty("metadata").GetProperty("annotations").ValueKind);
        Assert.Equal(JsonValueKind.Null, item.GetProperty("status").GetProperty("finishedAt").ValueKind);
        Assert.False(item.GetProperty("spec").TryGetProperty("templates", out _));
        Assert.False(item.TryGetProperty("kind", out _));
    }

    [Fact]
    public async Task List_FieldsWithStatus_KeepsAnEmptyStatus()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("seen", Bodies.Gate));

        var item = Assert.Single((await api.GetAsync($"/api/v1/workflows/{ns}?fields=items.metadata.name,items.status.estimatedDuration")).Json.GetProperty("items").EnumerateArray());

        Assert.Equal(JsonValueKind.Object, item.GetProperty("status").ValueKind);
    }

    [Fact]
    public async Task List_FieldsWithNodes_HasThem_AndExcludedFieldsGo()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("deep", Bodies.Gate));

        var with = Assert.Single((await api.GetAsync($"/api/v1/workflows/{ns}?fields=items.status.nodes")).Json.GetProperty("items").EnumerateArray());
        var without = Assert.Single((await api.GetAsync($"/api/v1/workflows/{ns}?fields=-items.spec")).Json.GetProperty("items").EnumerateArray());

        Assert.True(with.GetProperty("status").GetProperty("nodes").TryGetProperty("deep", out _));
        Assert.False(without.TryGetProperty("spec", out _));
        Assert.Equal("deep", without.GetProperty("metadata").GetProperty("name").GetString());
    }

    [Fact]
    public async Task List_ResourceVersion_GrowsWithEveryChange()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("one", Bodies.Gate));
        var before = (await api.GetAsync($"/api/v1/workflows/{ns}")).Json;
        await api.PutAsync($"/api/v1/workflows/{ns}/one/suspend");
        var after = (await api.GetAsync($"/api/v1/workflows/{ns}")).Json;

        Assert.True(Version(after.GetProperty("metadata")) > Version(before.GetProperty("metadata")));
        Assert.True(Version(after.GetProperty("items")[0].GetProperty("metadata")) > Version(before.GetProperty("items")[0].GetProperty("metadata")));
    }

    private static long Version(JsonElement metadata) => long.Parse(metadata.GetProperty("resourceVersion").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static List<string> Names(JsonElement list) =>
        list.GetProperty("items") is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray().Select(item => item.GetProperty("metadata").GetProperty("name").GetString()!)] : [];
}

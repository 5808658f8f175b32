using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>Limits of semaphores in Argo's shapes.</summary>
[Collection("api")]
public sealed class SyncTests(ApiFixture api)
{
    private readonly string _ns = api.Namespace();

    private string Root => $"/api/v1/sync/{_ns}";

    [Fact]
    public async Task Limit_IsMadeReadChangedAndDeleted()
    {
        var made = await api.SendAsync(HttpMethod.Post, Root, """{"type":"DATABASE","key":"builds","limit":2}""");
        Assert.Equal($$"""{"key":"builds","namespace":"{{_ns}}","limit":2,"type":"DATABASE"}""", made.Json.GetRawText());
        Assert.Equal(made.Json.GetRawText(), (await api.GetAsync(Root + "/builds?type=DATABASE")).Json.GetRawText());
        // As grpc-gateway takes them: the enum's number, a number as text.
        Assert.Equal(5, (await api.PutAsync(Root + "/builds", """{"type":1,"limit":"5"}""")).Json.GetProperty("limit").GetInt32());
        Assert.Equal(5, (await api.GetAsync(Root + "/builds?type=1")).Json.GetProperty("limit").GetInt32());
        Assert.Equal("{}", (await api.SendAsync(HttpMethod.Delete, Root + "/builds?type=DATABASE")).Json.GetRawText());
        Assert.Equal((404, 5, $"Database sync limit not found in namespace \"{_ns}\"."), (await api.GetAsync(Root + "/builds?type=DATABASE")).Error);
    }

    [Fact]
    public async Task Limit_ThatCannotBe_IsRefusedInArgosWords()
    {
        await api.SendAsync(HttpMethod.Post, Root, """{"type":"DATABASE","key":"k","limit":1}""");
        Assert.Equal((409, 6, $"Database sync limit already exists in namespace \"{_ns}\"."), (await api.SendAsync(HttpMethod.Post, Root, """{"type":"DATABASE","key":"k","limit":1}""")).Error);
        Assert.Equal((400, 3, "limit must be greater than zero"), (await api.PutAsync(Root + "/k", """{"type":"DATABASE","limit":0}""")).Error);
        Assert.Equal((400, 3, "limit must be greater than zero"), (await api.SendAsync(HttpMethod.Post, Root, """{"type":"DATABASE","key":"l"}""")).Error);
        Assert.Equal((400, 3, "limit 'many' is not a whole number"), (await api.PutAsync(Root + "/k", """{"type":"DATABASE","limit":"many"}""")).Error);
        Assert.Equal((404, 5, $"Database sync limit not found in namespace \"{_ns}\"."), (await api.PutAsync(Root + "/none", """{"type":"DATABASE","limit":1}""")).Error);
        Assert.Equal((404, 5, $"Database sync limit not found in namespace \"{_ns}\"."), (await api.SendAsync(HttpMethod.Delete, Root + "/none?type=DATABASE")).Error);
        Assert.Equal((400, 3, "unsupported sync config type: REDIS"), (await api.GetAsync(Root + "/k?type=REDIS")).Error);
        var (status, code, _) = (await api.SendAsync(HttpMethod.Post, Root, """{"type":"CONFIG_MAP","key":"k","cmName":"c","limit":1}""")).Error;
        Assert.Equal((501, 12), (status, code));
    }
}

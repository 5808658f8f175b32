using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Resources;

public sealed class SecretManifestTests
{
    private const string Login = """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"login","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"hunter2","own":"kept"}},
         "type":"Opaque","data":{"user":"Ym9i\n","password":"b2xk"},"stringData":{"password":"hunter2"}}
        """;

    private static readonly SecretKey Old = SecretKey.Create();
    private static readonly SecretKey New = SecretKey.Create();
    private static readonly SecretCipher Cipher = new([Old]);
    private static readonly ResourceKey Key = new(ResourceKinds.Secret, "ci", "login");

    [Fact]
    public void Read_SealsEveryValue_AndKeepsNoneOfThem()
    {
        var draft = Read(Login, Cipher);

        Assert.Empty(draft.Errors);
        Assert.Equal(Key, draft.Key);
        var text = Encoding.UTF8.GetString(draft.Manifest.Span);
        foreach (var plain in (string[])["hunter2", "bob", "Ym9i", "b2xk", "stringData", Convert.ToBase64String("hunter2"u8)])
            Assert.DoesNotContain(plain, text, StringComparison.Ordinal);
        Assert.Contains("kept", text, StringComparison.Ordinal);
        var values = SecretData.Read(draft.Manifest);
        Assert.Equal("hunter2", Cipher.OpenText(new Sealed(values["password"], "secret/ci/login/password")));
        Assert.Equal("bob", Cipher.OpenText(new Sealed(values["user"], "secret/ci/login/user")));
    }

    [Fact]
    public void Read_SealedByAnotherCoordinator_IsTaken_OfAnotherSecretItIsNot()
    {
        var draft = Read(Login, Cipher);
        var sent = Encoding.UTF8.GetString(draft.Manifest.Span);

        Assert.Equal(sent, Encoding.UTF8.GetString(Read(sent, Cipher).Manifest.Span));
        var stolen = Assert.Single(Read(sent.Replace("\"name\":\"login\"", "\"name\":\"mine\"", StringComparison.Ordinal), Cipher).Errors).Message;
        Assert.Contains("sealed for something else", stolen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k":"hunter2!"}}""", "not base64")]
    [InlineData("""{"metadata":{"name":"a"},"data":{"k y":"aGk="}}""", "key 'k y' is invalid")]
    [InlineData("""{"metadata":{"name":"a"},"stringData":{"k":4711}}""", "put it in quotes")]
    [InlineData("""{"metadata":{"name":"a"},"type":"kubernetes.io/dockerconfigjson","stringData":{"k":"hunter2"}}""", ".dockerconfigjson")]
    [InlineData("""{"metadata":{"name":"a"},"type":"kubernetes.io/dockerconfigjson","stringData":{".dockerconfigjson":"hunter2"}}""", "not a JSON object")]
    public void Read_Invalid_IsASentenceThatShowsNoValue(string manifest, string part)
    {
        var message = Assert.Single(Read(manifest, Cipher).Errors).Message;

        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutAKey_IsRefused() => Assert.Contains("FLEET_SECRET_KEY", Assert.Single(Read(Login, SecretCipher.None).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Hide_LeavesTheLengths()
    {
        var manifest = JsonNode.Parse(Read(Login, Cipher).Manifest.Span)!.AsObject();

        SecretManifest.Hide(manifest);

        Assert.Equal("""{"user":3,"password":7}""", manifest["dataBytes"]!.ToJsonString());
        Assert.False(manifest.ContainsKey("data"));
    }

    [Fact]
    public void Book_SameValuesSealedAnew_AreUnchanged_OthersAreNot()
    {
        var book = new ResourceBook(Cipher);
        book.Take(new ResourceRow { Uid = Guid.NewGuid(), Key = Key, Generation = 1, CreatedAt = DateTimeOffset.UnixEpoch, Manifest = Read(Login, Cipher).Manifest });

        Assert.Equal(ResourceOutcome.Unchanged, Apply(Login));
        Assert.Equal(ResourceOutcome.Configured, Apply(Login.Replace("stringData\":{\"password\":\"hunter2", "stringData\":{\"password\":\"hunter3", StringComparison.Ordinal)));

        ResourceOutcome Apply(string manifest) => book.Decide(new ResourceChange(ResourceAction.Apply, Key) { Manifest = Read(manifest, Cipher).Manifest }, Guid.NewGuid(), DateTimeOffset.UnixEpoch).Reply.Outcome;
    }

    [Fact]
    public void Book_AfterARotation_RenewsWhatAnOlderKeySealed_Once()
    {
        var rotated = new SecretCipher([New, Old]);
        var book = new ResourceBook(rotated);
        book.Take(new ResourceRow { Uid = Guid.NewGuid(), Key = Key, Generation = 3, CreatedAt = DateTimeOffset.UnixEpoch, Manifest = Read(Login, Cipher).Manifest });

        var row = Assert.Single(book.Renewed());

        Assert.Equal(3, row.Generation);
        Assert.Equal("hunter2", new SecretCipher([New]).OpenText(new Sealed(SecretData.Read(row.Manifest)["password"], "secret/ci/login/password")));
        Assert.Empty(book.Unreadable());
        book.Take(row);
        Assert.Empty(book.Renewed());
        Assert.Empty(new ResourceBook(new SecretCipher([New])).Renewed());
    }

    [Fact]
    public void Book_WhatNoKeyReads_StaysAsItIs()
    {
        var book = new ResourceBook(new SecretCipher([New]));
        book.Take(new ResourceRow { Uid = Guid.NewGuid(), Key = Key, Generation = 1, CreatedAt = DateTimeOffset.UnixEpoch, Manifest = Read(Login, Cipher).Manifest });

        Assert.Empty(book.Renewed());
        Assert.Equal(Key, Assert.Single(book.Unreadable()));
        Assert.Equal(2, book.Secret("ci", "login")!.Count);
    }

    private static ResourceDraft Read(string manifest, SecretCipher cipher) =>
        ResourceReader.Read(ResourceKinds.Secret, "ci", JsonSerializer.Deserialize<JsonElement>(manifest), new LoadOptions(), cipher);
}

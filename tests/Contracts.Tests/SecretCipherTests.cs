using System.Text;

namespace Fleet.Contracts.Tests;

public sealed class SecretCipherTests
{
    private const string Context = "secret/default/login/password";
    private static readonly SecretKey Old = SecretKey.Create();
    private static readonly SecretKey New = SecretKey.Create();

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("many words, ümlauts and \n lines")]
    public void Sealed_OpensAgain_AndSaysNothing(string text)
    {
        var cipher = new SecretCipher([New]);

        var one = cipher.Seal(text, Context);

        Assert.Equal(text, cipher.OpenText(one));
        Assert.StartsWith($"fleet:1:{New.Id}:", one.Text, StringComparison.Ordinal);
        Assert.True(SecretCipher.IsSealed(one.Text));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), SecretCipher.LengthOf(one.Text));
        Assert.NotEqual(one.Text, cipher.Seal(text, Context).Text);
    }

    [Fact]
    public void Open_UnderAnotherContext_OrChanged_IsRefusedWithASentence()
    {
        var cipher = new SecretCipher([New]);
        var value = cipher.Seal("hunter2", Context);
        var bytes = Convert.FromBase64String(value.Text.Split(':')[3]);
        bytes[^1] ^= 1;

        foreach (var other in (Sealed[])[value with { Context = "secret/default/other/password" }, value with { Text = $"fleet:1:{New.Id}:{Convert.ToBase64String(bytes)}" }])
            Assert.Contains("sealed for something else, or changed", Assert.Throws<SecretCipherException>(() => cipher.Open(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_Rotate_TheFirstSeals_AllOpen_AndTheMissingOneIsNamed()
    {
        var before = new SecretCipher([Old]).Seal("hunter2", Context);
        var rotated = new SecretCipher([New, Old]);

        Assert.Equal("hunter2", rotated.OpenText(before));
        Assert.True(rotated.IsOld(before.Text));
        Assert.False(rotated.IsOld(rotated.Seal("hunter2", Context).Text));
        var missing = Assert.Throws<SecretCipherException>(() => new SecretCipher([New]).Open(before)).Message;
        Assert.Contains(Old.Id, missing, StringComparison.Ordinal);
        Assert.Contains("FLEET_SECRET_KEY", missing, StringComparison.Ordinal);
    }

    [Fact]
    public void None_SealsNothing_AndSaysWhatToDo() =>
        Assert.Contains("--secret-key-file", Assert.Throws<SecretCipherException>(() => SecretCipher.None.Seal("a", Context)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("hunter2")]
    [InlineData("fleet:1:abc")]
    [InlineData("fleet:1:abc:not base64!")]
    [InlineData("fleet:1:abc:aGk=")]
    [InlineData("fleet:2:abc:aGk=")]
    public void IsSealed_OtherTexts_AreNot(string text)
    {
        Assert.False(SecretCipher.IsSealed(text));
        Assert.Throws<SecretCipherException>(() => new SecretCipher([New]).Open(new Sealed(text, Context)));
    }

    [Fact]
    public void Parse_Base64HexRemarksAndCommas_InOrder()
    {
        var hex = Convert.ToHexString(Convert.FromBase64String(Old.Export()));

        var keys = SecretKey.Parse($"# the new one\n{New.Export()}, {hex} # the old one\n\n{New.Export()}\n");

        Assert.Equal([New.Id, Old.Id], keys.Select(key => key.Id));
        Assert.Empty(SecretKey.Parse("# none\n"));
    }

    [Theory]
    [InlineData("c2hvcnQ=")]
    [InlineData("0011223344")]
    [InlineData("correct horse battery staple")]
    public void Parse_WhatIsNoKey_IsRefusedWithoutShowingIt(string text)
    {
        var message = Assert.Throws<FormatException>(() => SecretKey.Parse(text)).Message;

        Assert.StartsWith("key 1 is none: it must be 32 bytes", message, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split(' ')[0], message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_ShowsNoSecret()
    {
        Assert.DoesNotContain("hunter2", new EnvironmentVariable("A", "hunter2", Secret: true).ToString(), StringComparison.Ordinal);
        Assert.Contains("plain", new EnvironmentVariable("A", "plain").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(New.Export(), New.ToString(), StringComparison.Ordinal);
    }
}

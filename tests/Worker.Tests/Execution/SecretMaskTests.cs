using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Dummy;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Execution;

public sealed class SecretMaskTests
{
    private const long Second = 1_000_000_000;

    private static readonly TaskReady Order = WorkerHarness.OrderOf(new TaskWork { Pod = WorkerHarness.Pod() });

    [Theory]
    [InlineData("it is hunter2.", "it is ***.")]
    [InlineData("hunter2hunter2", "******")]
    [InlineData("hunter22", "***")]
    [InlineData("hunter", "hunter")]
    [InlineData("aHVudGVyMg==", "***")]
    [InlineData("abc", "abc")]
    [InlineData("{\"a\":\"q\\\"uote\"}", "{\"a\":\"***\"}")]
    [InlineData("http://x?a=q%22uote", "http://x?a=***")]
    [InlineData("ünïcode before pässwörd after", "ünïcode before *** after")]
    public void Hide_Values_TheLongestOneThatFits_NotVeryShortOnes(string text, string shown)
    {
        var mask = Mask("hunter2", "hunter22", "abc", "pässwörd", "q\"uote")!;

        Assert.Equal(shown, mask.Hide(text));
        var bytes = Encoding.UTF8.GetBytes("hunter2 " + text).ToList();
        mask.Hide(bytes, 8);
        Assert.Equal("hunter2 " + shown, Encoding.UTF8.GetString([.. bytes]));
    }

    [Fact]
    public void Hide_AsAnEngineQuotesIt() => Assert.Equal("variable: \"K=***\"", Mask("top\u0001\tsecret\\")!.Hide("variable: \"K=top\\x01\\tsecret\\\\\""));

    // Python's quote, quote_plus and quote(safe=''), JavaScript's encodeURIComponent and encodeURI, Java; JSON of Python and Go; set -x; markup.
    [Theory]
    [InlineData("ab/cd%26ef%20gh%2Bij%C3%A4")]
    [InlineData("ab%2Fcd%26ef+gh%2Bij%C3%A4")]
    [InlineData("ab%2fcd%26ef%20gh%2bij%c3%a4")]
    [InlineData("ab/cd&ef%20gh+ij%C3%A4")]
    [InlineData("ab/cd&ef gh+ij\\u00e4")]
    [InlineData("ab/cd\\u0026ef gh+ijä")]
    [InlineData("ab/cd&amp;ef gh+ij&#228;")]
    public void Hide_AsProgramsWriteIt(string written) => Assert.Equal("<***>", Mask("ab/cd&ef gh+ijä")!.Hide($"<{written}>"));

    // dash and busybox; bash in the C locale and in one of UTF-8; what bash's [[ ]] compares; attributes of Python and Go.
    [Theory]
    [InlineData("it's-a-secret", "'it'\"'\"'s-a-secret'")]
    [InlineData("''it''s'", "''\"''\"'it'\"''\"'s'\"'\"")]
    [InlineData("pässwörd-long", "$'p\\303\\244ssw\\303\\266rd-long'")]
    [InlineData("it's\tpäss\u001b\u0001", "$'it\\'s\\tpäss\\E\\001'")]
    [InlineData("it's-a", "\\i\\t\\'\\s\\-\\a")]
    [InlineData("plain1", "*\\p\\l\\a\\i\\n\\1*")]
    [InlineData("pässy", "\\p\\ä\\s\\s\\y")]
    [InlineData("a\t<b>\"", "\"a&#9;&lt;b&gt;&quot;\"")]
    [InlineData("a\t<b>\"", "\"a&#x9;&lt;b&gt;&#34;\"")]
    public void Hide_AsShellsAndAttributesWriteIt(string value, string written)
    {
        var shown = Mask(value)!.Hide(written);

        Assert.Contains("***", shown, StringComparison.Ordinal);
        // But for the quotes around it.
        Assert.Equal("", shown.Replace("***", "", StringComparison.Ordinal).Trim('\'', '"', '$', '*'));
    }

    // System.Text.Json, Python's json and PHP's; elements and attributes of .NET, Java and lxml; Go's and Python's html.
    [Theory]
    [InlineData("\\u003Cp\\u00E4ss\\u003E \\u0026 \\u0022it\\u0027s\\u0022/\\u002B")]
    [InlineData("<p\\u00e4ss> & \\\"it's\\\"/+")]
    [InlineData("<päss> & \\\"it's\\\"\\/+")]
    [InlineData("&lt;päss&gt; &amp; \"it's\"/+")]
    [InlineData("&lt;päss&gt; &amp; &quot;it's&quot;/+")]
    [InlineData("&lt;päss&gt; &amp; &#34;it&#39;s&#34;/+")]
    [InlineData("&lt;päss&gt; &amp; &quot;it&#x27;s&quot;/+")]
    public void Hide_WithMarks_AsProgramsWriteIt(string written) => Assert.Equal("[***]", Mask("<päss> & \"it's\"/+")!.Hide($"[{written}]"));

    [Fact]
    public void Hide_AsAShellTracesIt() => Assert.Equal("+ echo '***'", Mask("it's so")!.Hide("+ echo 'it'\\''s so'"));

    [Theory]
    [InlineData("", "")]
    [InlineData("", "\n")]
    [InlineData("u:", "")]
    [InlineData("me:", "")]
    [InlineData("bob:", "@host")]
    public void Hide_Base64_AloneOrWithinALongerText(string before, string after)
    {
        var shown = Mask("hunter2-hunter")!.Hide($"<{Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "hunter2-hunter" + after))}>");

        Assert.Matches("^<[A-Za-z0-9+/]{0,6}[*]{3}[A-Za-z0-9+/=]{0,8}>$", shown);
    }

    [Theory]
    [InlineData(76)]
    [InlineData(64)]
    public void Hide_Base64_InLines(int width)
    {
        var value = string.Concat(Enumerable.Range(0, 200).Select(i => (char)('a' + (i * i % 23))));
        var lines = string.Join('\n', Convert.ToBase64String(Encoding.UTF8.GetBytes(value + "\n")).Chunk(width).Select(line => new string(line)));

        Assert.Matches("^[*\\n]+$", Mask(value)!.Hide(lines));
    }

    [Fact]
    public void Hide_LinesOfAValue_EachAlone()
    {
        var mask = Mask("-----BEGIN KEY-----\r\nMIIabc\r\nx\r\n")!;

        Assert.Equal("***\n***\nx", mask.Hide("-----BEGIN KEY-----\nMIIabc\nx"));
    }

    [Fact]
    public void Hide_ALongValue_InPiecesThatAreNotLong()
    {
        var value = string.Concat(Enumerable.Range(0, 20_001).Select(i => (char)('a' + (i * i % 23))));
        var mask = Mask(value)!;

        Assert.InRange(mask.Longest, 1, 5000);
        Assert.Matches("^<[*]+>$", mask.Hide($"<{value}>"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("a\nb\n")]
    public void Of_NothingLongEnough_IsNoMask(string value) => Assert.Null(SecretMask.Of([Encoding.UTF8.GetBytes(value)[..Math.Min(3, value.Length)]]));

    [Fact]
    public void Log_SplitOverFrames_IsHidden_AndOffsetsCountWhatIsSent()
    {
        var stream = new LogStream(Order, "main", "stdout", default, Mask("hunter2"));
        stream.Add(new LogFrame("stdout", Second, "say hun"u8.ToArray()));
        Assert.False(stream.HasMore);
        stream.Add(new LogFrame("stdout", Second, "ter2\n"u8.ToArray()));
        stream.Add(new LogFrame("stdout", 2 * Second, "again hunter"u8.ToArray()));

        var first = stream.Take();
        stream.Add(new LogFrame("stdout", 2 * Second, "2"u8.ToArray()));
        var last = stream.End();

        Assert.Equal("1970-01-01T00:00:01.000000000Z say ***\n", Encoding.UTF8.GetString(first.Bytes));
        Assert.Equal("1970-01-01T00:00:02.000000000Z again ***", Encoding.UTF8.GetString(last.Bytes));
        Assert.Equal((0, first.Bytes.Length, Second, 2 * Second, true), (first.Offset, last.Offset, first.LastNanos, last.LastNanos, last.End));
    }

    [Fact]
    public void Log_ALineLongerThanAChunk_GoesInParts_WithoutShowingASecretAtTheirSeams()
    {
        var stream = new LogStream(Order, "main", "stdout", default, Mask("hunter2-with-a-long-end"));
        var text = new StringBuilder();
        for (var i = 0; i < 400; i++)
        {
            // Seams at every place of the secret.
            var piece = Encoding.UTF8.GetBytes(new string('x', 1000 + i) + "hunter2-with-a-long-end");
            stream.Add(new LogFrame("stdout", Second, piece.AsMemory(0, piece.Length - (i % 20))));
            while (stream.HasMore) text.Append(Encoding.UTF8.GetString(stream.Take().Bytes));
            stream.Add(new LogFrame("stdout", Second, piece.AsMemory(piece.Length - (i % 20))));
            while (stream.HasMore) text.Append(Encoding.UTF8.GetString(stream.Take().Bytes));
        }

        text.Append(Encoding.UTF8.GetString(stream.End().Bytes));

        Assert.DoesNotContain("hunter2", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("long-end", text.ToString(), StringComparison.Ordinal);
        Assert.Equal(400, text.ToString().Split("***").Length - 1);
    }

    [Fact]
    public void Archived_Log_IsHiddenToo()
    {
        var text = new MaskedText(Mask("hunter2"));

        string[] parts = [.. new[] { "say hun", "ter2\n", "more hunter2" }.Select(piece => Encoding.UTF8.GetString(text.Add(Encoding.UTF8.GetBytes(piece)))), Encoding.UTF8.GetString(text.End())];

        Assert.Equal(["", "say ***\n", "", "more ***"], parts);
        Assert.Equal("as it is", Encoding.UTF8.GetString(new MaskedText(null).Add("as it is"u8)));
    }

    [Fact]
    public async Task Run_ItsLogAndMessages_ShowNoSecret()
    {
        var cipher = new SecretCipher([SecretKey.Create()]);
        await using var worker = new WorkerHarness(secrets: cipher);
        var pod = WorkerHarness.Pod(new TaskOutputs { Result = true }, (DummyAnnotations.Result, "hunter2"));
        pod = pod with { Containers = [pod.Containers[0] with { Env = [new EnvironmentVariable("A", "", Secret: true) { Sealed = cipher.Seal("hunter2", "secret/default/a/b") }] }] };
        await worker.RunAsync(worker.Order(pod));

        var end = await worker.FinishedAsync();

        var log = string.Concat(worker.Chunks.Where(chunk => chunk.Stream == "stdout").Select(chunk => Encoding.UTF8.GetString(chunk.Bytes)));
        Assert.Contains("Z ***", log, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", log, StringComparison.Ordinal);
        // What it hands on is data.
        Assert.Equal("hunter2", end.Result);
    }

    [Fact]
    public async Task Adopt_TheLogGoesOnHidden_AfterItsMark()
    {
        var cipher = new SecretCipher([SecretKey.Create()]);
        LogFrame[] all = [new("stdout", Second, "one hunter2\n"u8.ToArray()), new("stdout", 2 * Second, "two hunter2\n"u8.ToArray())];
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, since) => all.Where(frame => frame.Nanos >= since).ToAsyncEnumerable(), secrets: cipher);
        var pod = WorkerHarness.Pod();
        var order = worker.Order(pod with { Containers = [pod.Containers[0] with { Env = [new EnvironmentVariable("A", "", Secret: true) { Sealed = cipher.Seal("hunter2", "secret/default/a/b") }] }] });
        await TaskRunTests.StartBeforeAsync(worker, order);

        await worker.AdoptAsync(order, ("main/stdout", new LogMark(Second, 39)));
        await worker.WhileTimePassesAsync(worker.FinishedAsync());

        var chunks = worker.Chunks.Where(chunk => chunk.Stream == "stdout").ToArray();
        Assert.Equal("1970-01-01T00:00:02.000000000Z two ***\n", string.Concat(chunks.Select(chunk => Encoding.UTF8.GetString(chunk.Bytes))));
        Assert.Equal(39, chunks[0].Offset);
    }

    [Fact]
    public async Task Run_RefusedWithTheValueInTheSentence_IsHidden()
    {
        var cipher = new SecretCipher([SecretKey.Create()]);
        await using var worker = new WorkerHarness(secrets: cipher);
        var pod = WorkerHarness.Pod(null, (DummyAnnotations.FailCreate, "invalid variable A=hunter2"));
        pod = pod with { Containers = [pod.Containers[0] with { Env = [new EnvironmentVariable("A", "", Secret: true) { Sealed = cipher.Seal("hunter2", "secret/default/a/b") }] }] };
        await worker.RunAsync(worker.Order(pod));

        Assert.Contains("A=***", (await worker.FinishedAsync()).Message, StringComparison.Ordinal);
    }

    private static SecretMask? Mask(params string[] values) => SecretMask.Of([.. values.Select(Encoding.UTF8.GetBytes)]);
}

using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Work;

/// <summary>What Linux does not take as an argument or variable.</summary>
public sealed class LongArgumentsTests
{
    private static readonly string Long = new('x', LongArguments.MostBytes + 1);

    private static ContainerWork Place(ContainerWork work) => LongArguments.Place(work, new WorkTexts(new WorkScope(Guid.Empty, "ci", "build", new WorkflowSpec()) { Value = sha256 => sha256 == Known.Sha256 ? Known : null }));

    private static readonly StoredValue Known = new(new string('a', 64), new string('y', 70_000));

    [Fact]
    public void MentionedValue_IsPutIn_WhereItIsNoFile()
    {
        var mention = TaskText.Mention(Known.Sha256);

        var work = Place(new ContainerWork { Name = "main", Image = "a", Command = ["echo", mention], Args = ["-c", mention], Env = [new EnvironmentVariable("V", $"<{mention}>")] });

        Assert.Equal(["echo", Known.Text, "-c", Known.Text, $"<{Known.Text}>"], [.. work.Command!, .. work.Args!, work.Env[0].Value]);
        Assert.Empty(work.Files);
    }

    [Fact]
    public void MentionedValue_InALongTextOfAShell_StaysAMentionInItsFile()
    {
        var mention = TaskText.Mention(Known.Sha256);

        var work = Place(new ContainerWork { Name = "main", Image = "a", Command = ["sh", "-c"], Args = [$"a {mention} b {mention} c", mention] });

        Assert.Equal(["sh", "-c", ". /argo/staging/command", Known.Text], [.. work.Command!, .. work.Args!]);
        var file = Assert.Single(work.Files);
        Assert.Empty(file.Content);
        Assert.Equal(["a ", Known.Sha256, " b ", Known.Sha256, " c"], file.Parts!.Select(part => part.Bytes is { } bytes ? Encoding.UTF8.GetString(bytes) : part.Stored!.Sha256));
        Assert.All(file.Parts!.Where(part => part.Bytes is null), part => Assert.Equal(70_000, part.Stored!.Bytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MentionedValues_TooLongTogether_AreRefusedWithTheirSize(bool variable)
    {
        var twice = string.Concat(Enumerable.Repeat(TaskText.Mention(Known.Sha256), 2));

        var refused = Assert.Throws<WorkException>(() => Place(new ContainerWork { Name = "main", Image = "a", Command = ["echo"], Args = variable ? [] : [twice], Env = variable ? [new EnvironmentVariable("V", twice)] : [] }));

        Assert.Contains(variable ? "has 140002 bytes" : "has 140000 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Argument_AtTheLimit_IsLeftAsItIs()
    {
        var work = new ContainerWork { Name = "main", Image = "a", Command = ["echo"], Args = [Long[1..]], Env = [new EnvironmentVariable("A", Long[3..])] };

        Assert.Same(work, Place(work));
    }

    [Theory]
    [InlineData("sh", "-c")]
    [InlineData("/bin/bash", "-euxc")]
    public void TextOfAShell_BecomesAFile_WithTheSameArguments(string shell, string flag)
    {
        var work = Place(new ContainerWork { Name = "main", Image = "a", Command = [shell, flag], Args = [Long, "zero", "one"] });

        Assert.Equal([shell, flag], work.Command);
        Assert.Equal([". /argo/staging/command", "zero", "one"], work.Args);
        Assert.Equal(("/argo/staging/command", Long), (work.Files[0].Path, Encoding.UTF8.GetString(work.Files[0].Content)));
    }

    [Fact]
    public void TextOfAShell_InTheCommand_BecomesAFile() => Assert.Equal(["sh", "-c", ". /argo/staging/command"], Place(new ContainerWork { Name = "main", Image = "a", Command = ["sh", "-c", Long] }).Command);

    [Theory]
    [InlineData("echo", "-c")]
    [InlineData("sh", "-x")]
    [InlineData("python", "-c")]
    public void OtherArgument_IsRefusedWithASentence(string program, string flag)
    {
        var refused = Assert.Throws<WorkException>(() => Place(new ContainerWork { Name = "main", Image = "a", Command = [program], Args = [flag, Long] }));

        Assert.Equal("Argument 2 of container 'main' has 131072 bytes; Linux takes at most 131071 for one. Hand it over as a file: an input artifact with raw.data, or a script (the text of sh -c may be longer).", refused.Message);
    }

    [Fact]
    public void Variable_IsRefusedWithASentence()
    {
        var refused = Assert.Throws<WorkException>(() => Place(new ContainerWork { Name = "main", Image = "a", Env = [new EnvironmentVariable("BIG", Long[2..] + "ä")] }));

        Assert.Equal("Variable 'BIG' of container 'main' has 131076 bytes; Linux takes at most 131071 for one. Hand it over as a file: an input artifact with raw.data, or a script.", refused.Message);
    }
}

using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;

namespace Fleet.Coordinator.Tests.Work;

/// <summary>What Linux does not take as an argument or variable.</summary>
public sealed class LongArgumentsTests
{
    private static readonly string Long = new('x', LongArguments.MostBytes + 1);

    [Fact]
    public void Argument_AtTheLimit_IsLeftAsItIs()
    {
        var work = new ContainerWork { Name = "main", Image = "a", Command = ["echo"], Args = [Long[1..]], Env = [new EnvironmentVariable("A", Long[3..])] };

        Assert.Same(work, LongArguments.Place(work));
    }

    [Theory]
    [InlineData("sh", "-c")]
    [InlineData("/bin/bash", "-euxc")]
    public void TextOfAShell_BecomesAFile_WithTheSameArguments(string shell, string flag)
    {
        var work = LongArguments.Place(new ContainerWork { Name = "main", Image = "a", Command = [shell, flag], Args = [Long, "zero", "one"] });

        Assert.Equal([shell, flag], work.Command);
        Assert.Equal([". /argo/staging/command", "zero", "one"], work.Args);
        Assert.Equal(("/argo/staging/command", Long), (work.Files[0].Path, Encoding.UTF8.GetString(work.Files[0].Content)));
    }

    [Fact]
    public void TextOfAShell_InTheCommand_BecomesAFile() => Assert.Equal(["sh", "-c", ". /argo/staging/command"], LongArguments.Place(new ContainerWork { Name = "main", Image = "a", Command = ["sh", "-c", Long] }).Command);

    [Theory]
    [InlineData("echo", "-c")]
    [InlineData("sh", "-x")]
    [InlineData("python", "-c")]
    public void OtherArgument_IsRefusedWithASentence(string program, string flag)
    {
        var refused = Assert.Throws<WorkException>(() => LongArguments.Place(new ContainerWork { Name = "main", Image = "a", Command = [program], Args = [flag, Long] }));

        Assert.Equal("Argument 2 of container 'main' has 131072 bytes; Linux takes at most 131071 for one. Hand it over as a file: an input artifact with raw.data, or a script (the text of sh -c may be longer).", refused.Message);
    }

    [Fact]
    public void Variable_IsRefusedWithASentence()
    {
        var refused = Assert.Throws<WorkException>(() => LongArguments.Place(new ContainerWork { Name = "main", Image = "a", Env = [new EnvironmentVariable("BIG", Long[2..] + "ä")] }));

        Assert.Equal("Variable 'BIG' of container 'main' has 131076 bytes; Linux takes at most 131071 for one. Hand it over as a file: an input artifact with raw.data, or a script.", refused.Message);
    }
}

using System.Text;
using Fleet.Contracts;

namespace Fleet.Worker.Tests.Containers;

/// <summary>Behaviours as shell scripts, for runtimes that really run something.</summary>
public abstract class ShellHarness : RuntimeHarness
{
    protected abstract string Image { get; }

    public override PodWork Pod(Behaviour behaviour)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        var script = new StringBuilder();
        foreach (var (path, content) in behaviour.Writes)
            script.Append($"mkdir -p \"$(dirname '{path}')\"; printf '%s' '{content}' > '{path}'\n");
        if (behaviour.Stdout.Length > 0)
            script.Append($"printf '%s' '{behaviour.Stdout}'\n");
        if (behaviour.Stderr.Length > 0)
            script.Append($"printf '%s' '{behaviour.Stderr}' >&2\n");
        script.Append(behaviour.Endless ? "trap 'exit 143' TERM; while :; do sleep 0.1; done\n" : $"exit {behaviour.ExitCode}\n");
        return new PodWork { Containers = [new ContainerWork { Name = "main", Image = Image, Command = ["sh", "-c"], Args = [script.ToString()] }] };
    }
}

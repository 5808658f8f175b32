using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>
/// What no process can be started with (execve): a NUL byte in a variable or argument, at which it would end, and more than 128 KiB in one of them, of which values of Secrets are known here first. Such a
/// container is refused before the engine sees it, whose own message would show the value, or none that helps.
/// </summary>
internal static class ExecArguments
{
    // 32 pages (MAX_ARG_STRLEN), a NUL at the end.
    private const int MostBytes = (32 * 4096) - 1;

    /// <summary>The container.</summary>
    /// <exception cref="ContainerRefusedException">It cannot be started; the message, which does not show the value, says why.</exception>
    public static ContainerWork Checked(ContainerWork container)
    {
        foreach (var variable in container.Env)
            Check(container, $"its variable '{variable.Name.Replace('\0', '?')}'", $"{variable.Name}={variable.Value}");
        foreach (var word in container.Command ?? [])
            Check(container, "its command", word);
        foreach (var argument in container.Args ?? [])
            Check(container, "an argument", argument);
        return container;
    }

    private static void Check(ContainerWork container, string what, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ContainerRefusedException($"container {container.Name}: {what} has a NUL byte, which no process can be given; pass such a value in a file (a volume, an artifact)");
        if (Encoding.UTF8.GetByteCount(text) is > MostBytes and var bytes)
            throw new ContainerRefusedException($"container {container.Name}: {what} has {bytes} bytes; Linux takes at most {MostBytes} for one. Pass such a value in a file (a volume, an artifact)");
    }
}

using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>
/// What a process is started with ends at its first NUL byte (execve): a container whose variables or arguments have one is refused before the engine sees it, whose own message would show the value.
/// </summary>
internal static class NulBytes
{
    /// <summary>The container.</summary>
    /// <exception cref="ContainerRefusedException">It has one; the message, which does not show the value, says where.</exception>
    public static ContainerWork Refused(ContainerWork container)
    {
        foreach (var variable in container.Env)
        {
            if (Has(variable.Name) || Has(variable.Value))
                throw Refusal(container, $"its variable '{variable.Name.Replace('\0', '?')}'");
        }

        if ((container.Command ?? []).Any(Has))
            throw Refusal(container, "its command");
        return container.Args is { } args && args.Any(Has) ? throw Refusal(container, "an argument") : container;
    }

    private static bool Has(string text) => text.Contains('\0', StringComparison.Ordinal);

    private static ContainerRefusedException Refusal(ContainerWork container, string where) =>
        new($"container {container.Name}: {where} has a NUL byte, which no process can be given; pass such a value in a file (a volume, an artifact)");
}

using System.Diagnostics;
using System.Globalization;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Starts, signals and ends the processes of containers.</summary>
internal sealed class ProcessTasks(ProcessFolder folder, ProcessStates states, SandboxScripts scripts, FolderWatch watch, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>Starts a created container; returns when its task has begun.</summary>
    /// <exception cref="ContainerRefusedException">Its sandbox cannot be made.</exception>
    public async Task StartAsync(ProcessRecord record, CancellationToken cancellationToken)
    {
        // A session of its own: neither the terminal's Ctrl-C nor its end reaches the task.
        using var shim = Run("setsid", "sh", Path.Combine(scripts.Path, "shim.sh"), folder.PrefixOf(record.Id), record.Box, record.Rung.ToString(), scripts.Path);
        shim.StandardInput.Close();
        if (await shim.StandardOutput.ReadLineAsync(cancellationToken) == "started")
            return;
        // Another start of it was quicker, or it ended before the task began.
        while (true)
        {
            var next = watch.NextAsync(record.Id, cancellationToken);
            var state = states.Of(record);
            if (states.HasStarted(record) || state.Phase == ContainerPhase.Created)
                return;
            if (state.Phase == ContainerPhase.Exited)
                throw new ContainerRefusedException($"cannot start container {record.Name}: {state.Error}");
            await next;
        }
    }

    /// <summary>SIGTERM, after the grace period SIGKILL; returns when it has ended.</summary>
    public async Task StopAsync(ProcessRecord record, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (states.InitOf(record) is { IsAlive: true } init)
            Native.Signal(init.Id, Native.Terminate);
        using var patience = new CancellationTokenSource(grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await EndedAsync(record, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Kill(record);
            await EndedAsync(record, cancellationToken);
        }
    }

    /// <summary>Ends everything of it, and returns when it is over.</summary>
    public async Task DestroyAsync(ProcessRecord record, CancellationToken cancellationToken)
    {
        states.TryVoid(record);
        while (IsAlive(record))
        {
            Kill(record);
            // While the sandbox is being made there is only the shim's group.
            if (states.ShimOf(record) is { IsAlive: true } shim)
                Native.Signal(-shim.Id, Native.Kill);
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    /// <summary>Runs a command beside the task; its exit code.</summary>
    public async Task<int> ExecAsync(ProcessRecord record, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        if (states.InitOf(record) is not { IsAlive: true } init || !states.HasStarted(record))
            throw new EngineUnavailableException($"cannot run {command[0]} in container {record.Name}: it does not run");
        string[] spaces = ["--target", init.Id.ToString(CultureInfo.InvariantCulture), "--mount", "--pid", "--ipc", "--uts", "--root"];
        using var process = record.Rung switch
        {
            Rung.Unprotected => Run("sh"),
            Rung.User => Run("nsenter", [.. spaces, "--user", "--preserve-credentials", "sh"]),
            _ => Run("nsenter", [.. spaces, "sh"]),
        };
        // With the variables, the user and the rights of the task itself; on standard input, since other users can list arguments.
        await process.StandardInput.WriteAsync(StartScript.Exec(await File.ReadAllTextAsync(Path.Combine(record.Box, "start.sh"), cancellationToken), command));
        process.StandardInput.Close();
        await Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken), process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private async Task EndedAsync(ProcessRecord record, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = watch.NextAsync(record.Id, cancellationToken);
            if (folder.Find(record.Id) is null || states.Of(record).Phase != ContainerPhase.Running)
                return;
            await next;
        }
    }

    private bool IsAlive(ProcessRecord record) =>
        states.InitOf(record) is { IsAlive: true } || states.ShimOf(record) is { IsAlive: true } || (record.Rung == Rung.Unprotected && Marked(record).Any());

    // All processes of its namespace end with its pid 1.
    private void Kill(ProcessRecord record)
    {
        if (record.Rung != Rung.Unprotected)
        {
            if (states.InitOf(record) is { IsAlive: true } init)
                Native.Signal(init.Id, Native.Kill);
            return;
        }

        foreach (var process in Marked(record))
            Native.Signal(process, Native.Kill);
    }

    private static IEnumerable<int> Marked(ProcessRecord record)
    {
        var variable = "FLEET_CONTAINER=" + record.Id;
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Variables(path).Split('\0').Contains(variable))
                yield return id;
        }
    }

    private static string Variables(string process)
    {
        try
        {
            return File.ReadAllText(process + "/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or another user's.
            return "";
        }
    }

    private static Process Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        // Nothing of Fleet's own settings, which may hold tokens, reaches a task.
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}

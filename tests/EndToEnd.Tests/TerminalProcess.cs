using System.Diagnostics;
using Fleet.Cli.Tests.Output;

namespace Fleet.EndToEnd.Tests;

/// <summary>The real program on a pseudo-terminal, made by <c>script</c> of util-linux; what it draws is kept as a terminal would show it.</summary>
internal sealed class TerminalProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly TerminalScreen screen;
    private readonly Task reading;
    private readonly List<(Func<string[], bool> Wanted, TaskCompletionSource Seen)> waiting = [];

    /// <summary>Starts <c>fleet</c> with arguments that need no quoting.</summary>
    public TerminalProcess(FleetProcess fleet, int columns, int rows, params string[] arguments)
    {
        screen = new TerminalScreen(columns);
        var fleetDll = Path.Combine(AppContext.BaseDirectory, "fleet.dll");
        var command = $"stty cols {columns} rows {rows}; exec dotnet '{fleetDll}' {string.Join(' ', arguments)}";
        var info = new ProcessStartInfo("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Part.Root,
        };
        info.Environment["FLEET_DATA"] = fleet.Data;
        info.Environment["TERM"] = "xterm-256color";
        info.Environment["SHELL"] = "/bin/sh";
        process = Process.Start(info)!;
        reading = ReadAsync();
    }

    /// <summary>What stands on the terminal.</summary>
    public string[] Rows
    {
        get
        {
            lock (waiting)
                return screen.Rows;
        }
    }

    /// <summary>Waits until the terminal shows something.</summary>
    public async Task SeesAsync(Func<string[], bool> wanted)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (waiting)
        {
            if (wanted(screen.Rows))
                return;
            waiting.Add((wanted, seen));
        }

        try
        {
            await seen.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail("not seen on the terminal:\n" + string.Join('\n', Rows));
        }
    }

    /// <summary>Presses keys.</summary>
    public void Type(string keys)
    {
        process.StandardInput.Write(keys);
        process.StandardInput.Flush();
    }

    /// <summary>Closes the terminal's window: who is on it is told by SIGHUP, and every write fails from now on.</summary>
    public void Close() => process.Kill();

    public async Task<int> EndAsync()
    {
        await reading.WaitAsync(Limit, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
        screen.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (waiting)
            {
                screen.Write(buffer, 0, count);
                foreach (var (_, seen) in waiting.Where(wait => wait.Wanted(screen.Rows)))
                    seen.TrySetResult();
            }
        }
    }
}

using System.Diagnostics;

namespace Fleet.EndToEnd.Tests;

/// <summary>The real program in a process of its own, in a data folder of its own.</summary>
internal sealed class FleetProcess : IDisposable
{
    private readonly List<Process> started = [];

    /// <summary>Its data folder.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("fleet-e2e-").FullName;

    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>A program, with its arguments, that starts it in its turn.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>Writes a file into its data folder.</summary>
    /// <returns>The file's path.</returns>
    public async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(Data, name);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        return path;
    }

    /// <summary>Starts it; its output is collected.</summary>
    public Running Start(params string[] arguments)
    {
        string[] words = [.. Through, "dotnet", Path.Combine(AppContext.BaseDirectory, "fleet.dll"), .. arguments];
        var info = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Part.Root };
        info.Environment["FLEET_DATA"] = Data;
        foreach (var (name, value) in Variables)
            info.Environment[name] = value;
        var process = Process.Start(info)!;
        process.StandardInput.Close();
        started.Add(process);
        return new Running(process);
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<(int Exit, string Out, string Error)> RunAsync(params string[] arguments)
    {
        var running = Start(arguments);
        var exit = await running.EndAsync();
        return (exit, running.Out, running.Error);
    }

    public void Dispose()
    {
        foreach (var process in started.Where(process => !process.HasExited))
            process.Kill(entireProcessTree: true);
        foreach (var process in started)
        {
            process.WaitForExit();
            process.Dispose();
        }

        EndOrphans();
        Directory.Delete(Data, recursive: true);
    }

    // One whose terminal was closed is nobody's child any more, and may still write into the folder.
    private void EndOrphans()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture, out var id) || !IsOurs(folder))
                continue;
            try
            {
                using var orphan = Process.GetProcessById(id);
                orphan.Kill();
                orphan.WaitForExit();
            }
            catch (ArgumentException)
            {
                // It has ended by itself.
            }
        }
    }

    private bool IsOurs(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Contains($"FLEET_DATA={Data}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone, or another user's.
            return false;
        }
    }

    /// <summary>A process under way.</summary>
    internal sealed class Running
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
        private readonly Process process;
        private readonly System.Text.StringBuilder output = new();
        private readonly System.Text.StringBuilder error = new();
        private readonly List<(string Text, TaskCompletionSource Seen)> waiting = [];

        public Running(Process process)
        {
            this.process = process;
            process.OutputDataReceived += (_, line) => Add(output, line.Data);
            process.ErrorDataReceived += (_, line) => Add(error, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        /// <summary>Its process id.</summary>
        public int Id => process.Id;

        public string Out => Read(output);

        public string Error => Read(error);

        /// <summary>Waits until a text shows in either output; a process that ends without it, or never says it, fails the test with what it said.</summary>
        public async Task SeesAsync(string text)
        {
            var seen = Seeing(text);
            try
            {
                // The end of the process counts when its output has been read to the last line.
                await Task.WhenAny(seen, process.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(Limit, TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                // Said below, with the output.
            }

            Assert.True(seen.IsCompleted, $"the process {(process.HasExited ? $"ended with {process.ExitCode}" : "runs")} and has not said '{text}':\n{Out}\n{Error}");
        }

        public async Task<int> EndAsync()
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
            return process.ExitCode;
        }

        /// <summary>SIGTERM.</summary>
        public void Terminate() => Signal("TERM");

        /// <summary>Sends a signal by its name, e.g. INT.</summary>
        public void Signal(string name)
        {
            using var kill = Process.Start("kill", ["-s", name, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            Assert.Equal(0, kill.ExitCode);
        }

        /// <summary>kill -9, and waits until it is dead: until then it may write, or hold what it has.</summary>
        public void Kill()
        {
            process.Kill();
            // With a limit the end of its output is not waited for: what it has started may have that, too.
            Assert.True(process.WaitForExit(Limit), "the process does not die");
        }

        private Task Seeing(string text)
        {
            lock (waiting)
            {
                if (Out.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal))
                    return Task.CompletedTask;
                var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Add((text, seen));
                return seen.Task;
            }
        }

        private void Add(System.Text.StringBuilder text, string? line)
        {
            if (line is null)
                return;
            lock (waiting)
            {
                lock (text)
                    text.Append(line).Append('\n');
                foreach (var (_, seen) in waiting.Where(wait => line.Contains(wait.Text, StringComparison.Ordinal)))
                    seen.TrySetResult();
            }
        }

        private static string Read(System.Text.StringBuilder text)
        {
            lock (text)
                return text.ToString();
        }
    }
}

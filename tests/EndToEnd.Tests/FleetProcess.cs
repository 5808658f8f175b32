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

        Directory.Delete(Data, recursive: true);
    }

    /// <summary>A process under way.</summary>
    internal sealed class Running
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
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

        /// <summary>kill -9.</summary>
        public void Kill() => process.Kill();

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

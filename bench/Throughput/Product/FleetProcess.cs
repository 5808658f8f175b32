using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Fleet.Throughput.Bench.Product;

/// <summary>A process of the product: <c>fleet coordinator</c> or <c>fleet worker</c>, as users start it. Its errors are kept for the message when it ends by itself.</summary>
internal sealed class FleetProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private FleetProcess(Process process) => _process = process;

    /// <summary>Starts it with the <c>fleet.dll</c> beside this program, or with the given one.</summary>
    public static FleetProcess Start(string program, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"dotnet {program} did not start");
        var started = new FleetProcess(process);
        process.ErrorDataReceived += started.Keep;
        process.OutputDataReceived += started.Keep;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return started;
    }

    /// <summary>It has not ended.</summary>
    public bool Alive => !_process.HasExited;

    /// <summary>Processor time that it has used, user and system.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Most memory that it held at a time (VmHWM), in MiB.</summary>
    public int PeakMemory => Memory("VmHWM:");

    /// <summary>Memory that it holds (VmRSS), in MiB.</summary>
    public int PresentMemory => Memory("VmRSS:");

    /// <summary>Its last lines.</summary>
    public string LastLines
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Alive)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private int Memory(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return int.Parse(line.AsSpan(field.Length, line.Length - field.Length - 2), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) / 1024;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_errors)
        {
            _errors.AppendLine(line.Data);
            if (_errors.Length > 20_000) _errors.Remove(0, 10_000);
        }
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Fleet.Artifacts;
using Fleet.Contracts;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Values;

/// <summary>
/// Brings in the values that workers have left in the artifact store, before their reports are decided on. Beside the loop, and beside the queue: a store that is slow keeps only those tasks waiting
/// whose values lie there. What could not be fetched comes again, since workers repeat an end until it is settled.
/// </summary>
/// <param name="artifacts">The Fleet's artifact store; null: there is none here.</param>
/// <param name="limit">Largest value, in bytes of UTF-8.</param>
/// <param name="patience">How long a store that does not answer is asked again, before the task is Error with the reason.</param>
/// <param name="time">Time.</param>
/// <param name="logger">Says what waits.</param>
internal sealed partial class ReportValues(IArtifactStore? artifacts, int limit, TimeSpan patience, TimeProvider time, ILogger logger)
{
    // What is fetched at once is in memory at once.
    private const int AtOnce = 2;

    private readonly Channel<WorkerReport> _waiting = Channel.CreateUnbounded<WorkerReport>();
    private readonly ValueCalls? _calls = artifacts is null ? null : new ValueCalls(artifacts, time);
    private readonly ValuePatience _patience = new(patience, time);
    private readonly ConcurrentDictionary<TaskStamp, byte> _known = new();

    /// <summary>Takes out of a report the ends whose values lie in the store, and puts them in line; one that is in line already is not taken again.</summary>
    /// <returns>The rest of the report.</returns>
    public WorkerReport Take(WorkerReport report)
    {
        if (!report.Finished.Any(IsStored)) return report;
        foreach (var end in report.Finished.Where(IsStored))
            if (_known.TryAdd(end.Stamp, 0)) _waiting.Writer.TryWrite(new WorkerReport { WorkerId = report.WorkerId, Session = report.Session, Format = report.Format, Finished = [end] });
        return report with { Finished = [.. report.Finished.Where(end => !IsStored(end))] };
    }

    /// <summary>Fetches until the token is cancelled.</summary>
    /// <param name="give">Takes a report of an end with its values, or of what one waits for, and is done when it is decided.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task RunAsync(Func<WorkerReport, Task> give, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(_waiting.Reader.ReadAllAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (report, token) =>
        {
            var end = report.Finished[0];
            var call = Guid.NewGuid();
            try
            {
                _patience.Begin(end.Stamp, call);
                await give(report with { Finished = [await ResolvedAsync(end, call, problem => _ = TellAsync(give, report, problem, token), token).ConfigureAwait(false)] }).ConfigureAwait(false);
                _patience.End(end.Stamp);
            }
            catch (StoreUnavailableException error) when (!token.IsCancellationRequested)
            {
                LogWaits(logger, end.Stamp, error.Message);
                await TellAsync(give, report, error.Message, token).ConfigureAwait(false);
            }
            catch (Exception error) when (!token.IsCancellationRequested)
            {
                LogWaits(logger, end.Stamp, error.Message);
            }
            finally
            {
                _known.TryRemove(end.Stamp, out _);
            }
        });

    // For its user, who would see a task that has ended and goes on; its worker has told all that it has to.
    private async Task TellAsync(Func<WorkerReport, Task> give, WorkerReport report, string problem, CancellationToken cancellationToken)
    {
        var stamp = report.Finished[0].Stamp;
        try
        {
            await give(report with { Finished = [], Progress = [new TaskProgress { Stamp = stamp, Stage = TaskStage.Collect, Message = $"waiting for the artifact store: {problem}" }] }).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogWaits(logger, stamp, error.Message);
        }
    }

    private static bool IsStored(TaskFinished end) => end.StoredResult is not null || end.StoredParameters.Count > 0 || end.Http?.StoredBody is not null;

    private async Task<TaskFinished> ResolvedAsync(TaskFinished end, Guid call, Action<string> tell, CancellationToken cancellationToken)
    {
        var errors = new List<string>(end.OutputErrors);
        var parameters = new Dictionary<string, string>(end.Parameters, StringComparer.Ordinal);
        foreach (var (name, value) in end.StoredParameters)
        {
            if (await ReadAsync($"parameter {name}", value).ConfigureAwait(false) is { } text)
                parameters[name] = text;
        }

        var result = end.StoredResult is { } stored ? await ReadAsync("outputs.result", stored).ConfigureAwait(false) : end.Result;
        var http = end.Http?.StoredBody is { } body ? end.Http with { Body = await ReadAsync("the body of the answer", body).ConfigureAwait(false), StoredBody = null } : end.Http;
        return end with { Parameters = parameters, StoredParameters = new Dictionary<string, ValueReference>(), Result = result, StoredResult = null, Http = http, OutputErrors = errors };

        async Task<string?> ReadAsync(string what, ValueReference reference)
        {
            try
            {
                if (reference.Bytes > limit)
                    throw new ArtifactRefusedException($"it has {reference.Bytes} bytes; a value may have {limit} (FLEET_VALUE_LIMIT). Pass larger things as artifacts");
                var calls = _calls ?? throw new ArtifactRefusedException("it lies in the artifact store, and this coordinator has none");
                return Encoding.UTF8.GetString(await calls.AskAsync((values, token) => values.ReadAsync(end.Stamp.Workflow, new ContentDigest(reference.Sha256, reference.Bytes), token), tell, cancellationToken).ConfigureAwait(false));
            }
            catch (ArtifactRefusedException error)
            {
                errors.Add($"cannot save {what}: {error.Message}");
                return null;
            }
            catch (StoreUnavailableException error) when (_patience.IsOver(end.Stamp, call))
            {
                errors.Add($"cannot save {what}: {_patience.Sentence(error.Message)}");
                return null;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The values that {Stamp} has given cannot be fetched yet; it is tried again when its worker repeats them: {Error}")]
    private static partial void LogWaits(ILogger logger, TaskStamp stamp, string error);
}

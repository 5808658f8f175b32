using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>What there is to tell about one held task.</summary>
internal sealed class Telling
{
    /// <summary>Latest progress that is not told.</summary>
    public TaskProgress? Progress { get; set; }

    /// <summary>Start that is not told.</summary>
    public TaskStarted? Started { get; set; }

    /// <summary>Its end: told again and again until it is settled.</summary>
    public TaskFinished? Finished { get; set; }

    /// <summary>It never started: told again and again until it is settled.</summary>
    public TaskNotStarted? NotStarted { get; set; }

    /// <summary>The end is in the report under way, or was told lately.</summary>
    public bool EndTold { get; set; }

    /// <summary>It waits for the next report.</summary>
    public bool Waits { get; set; }

    /// <summary>It ended, one way or the other.</summary>
    public bool HasEnd => Finished is not null || NotStarted is not null;

    /// <summary>Rough size of the values in the next report, in bytes.</summary>
    public int Size => 256 + (EndTold || Finished is null ? 0 : (Finished.Result?.Length ?? 0) + (Finished.Http?.Body?.Length ?? 0) + Finished.Parameters.Sum(p => p.Key.Length + p.Value.Length) + Finished.Artifacts.Sum(a => 2 * a.Length + 24) + Finished.OutputErrors.Sum(e => e.Length));
}
